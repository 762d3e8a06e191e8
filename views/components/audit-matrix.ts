import { html, type SafeHtml } from '@remix-run/html-template';

export interface ProductAccess {
  readonly product: string;
  readonly level: '' | 'read_only' | 'read_write';
}

const words = { '': 'No access', read_only: 'Read only', read_write: 'Read and write' } as const;

/** What a token may do, product by product; the word says the level, the weight repeats it. */
export function accessMatrix(
  rows: readonly ProductAccess[],
  unknownScopes: readonly string[],
): SafeHtml {
  return html`<dl class="matrix">
      ${rows.map(
        ({ product, level }) =>
          html`<div data-level="${level || 'none'}">
            <dt>${product}</dt>
            <dd>${words[level]}</dd>
          </div>`,
      )}
    </dl>
    ${unknownScopes.length > 0 ? unknownList(unknownScopes) : ''}`;
}

function unknownList(scopes: readonly string[]): SafeHtml {
  return html`<p>Quayside does not know these scopes; what they allow is not in the list above:</p>
    <ul>
      ${scopes.map((scope) => html`<li><code>${scope}</code></li>`)}
    </ul>`;
}

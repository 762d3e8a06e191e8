import { html, type SafeHtml } from '@remix-run/html-template';
import { levelWords, type ScopeView } from './scope-summary.ts';
import { table } from './table.ts';

/** Every product with the level that a token has for it, also where that is none. */
export function scopeMatrix(caption: string, { rows, unknown }: ScopeView): SafeHtml {
  return html`${table({
    id: 'scopes',
    caption,
    head: html`<th scope="col">Product</th>
      <th scope="col">Access</th>`,
    rows: rows.map(
      ({ label, level }) =>
        html`<tr class="level-${level}">
          <th scope="row">${label}</th>
          <td>${levelWords[level]}</td>
        </tr>`,
    ),
  })}
  ${unknown.length > 0 ? unknownParts(unknown) : ''}`;
}

function unknownParts(parts: readonly string[]): SafeHtml {
  return html`<p class="note">
    Not known to Quayside: ${parts.map((part) => html`<code class="scope">${part}</code> `)}
  </p>`;
}

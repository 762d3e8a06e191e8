import { html, type SafeHtml } from '@remix-run/html-template';
import { browseHref, type BrowseAddress } from './browse-href.ts';
import { copyButton } from './copy-button.ts';

export interface BrowseExport {
  readonly address: BrowseAddress;
  readonly curl: string;
  /** What the command cannot do, because Linode cannot. */
  readonly curlLacks?: string | undefined;
}

/** The same list to take along: all of it as a file, or the command that gives this page of it. */
export function browseExport({ address, curl, curlLacks }: BrowseExport): SafeHtml {
  const file = (format: string) => browseHref(address, { format });
  return html`<p class="exports">
      All of this list as <a href="${file('csv')}" download>CSV</a> or
      <a href="${file('json')}" download>JSON</a>
    </p>
    <details class="command">
      <summary>This page as curl</summary>
      ${copyButton('curl', 'the curl command')}
      <pre id="curl" tabindex="0">${curl}</pre>
      ${curlLacks ? html`<p class="note command-note">${curlLacks}</p>` : ''}
    </details>`;
}

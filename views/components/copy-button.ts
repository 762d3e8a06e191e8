import { html, type SafeHtml } from '@remix-run/html-template';

/** Hidden until its island runs: without scripts there is nothing that could copy. */
export function copyButton(target: string, what: string): SafeHtml {
  return html`<button
      type="button"
      class="btn btn-sm btn-outline-secondary copy"
      data-copy="${target}"
      hidden
    >
      Copy<span class="visually-hidden"> ${what}</span></button
    ><span class="visually-hidden" role="status"></span>`;
}

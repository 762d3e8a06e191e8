import { html, type SafeHtml } from '@remix-run/html-template';

export function backLink(href: string, text: SafeHtml | string): SafeHtml {
  return html`<p class="back"><a href="${href}">${text}</a></p>`;
}

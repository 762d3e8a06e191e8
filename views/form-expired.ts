import { html, type SafeHtml } from '@remix-run/html-template';
import { layout, type Chrome } from './layout.ts';

export interface FormExpiredProps {
  readonly text: string;
  readonly link: { readonly href: string; readonly text: string };
}

export function formExpiredPage(chrome: Chrome, { text, link }: FormExpiredProps): SafeHtml {
  return layout(
    chrome,
    { title: 'Error: This form is too old' },
    html`<div class="narrow">
      <h1>This form is too old</h1>
      <p class="lead">${text}</p>
      <p>Nothing was sent to Linode.</p>
      <p><a class="btn btn-primary" href="${link.href}">${link.text}</a></p>
      <p class="note">Reference <code>${chrome.reference}</code></p>
    </div>`,
  );
}

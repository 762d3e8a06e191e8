import { html, type SafeHtml } from '@remix-run/html-template';
import { paths } from '../../server/paths.ts';

/** The way to the create form or, for who may not create, the same words and the reason. */
export function createLink(refusal: string | undefined): SafeHtml {
  if (!refusal) {
    return html`<p class="page-action">
      <a class="btn btn-primary" href="${paths.createLinode.to({})}">Create a Linode</a>
    </p>`;
  }
  return html`<p class="page-action refused">
    <span class="btn btn-outline-secondary disabled">Create a Linode</span>
    <span class="note">${refusal}</span>
  </p>`;
}

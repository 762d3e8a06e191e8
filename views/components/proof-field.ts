import { html, type SafeHtml } from '@remix-run/html-template';

/** The CSRF proof of one form. Without one the form still shows, and the server refuses it. */
export function proofField(proof: string | undefined): SafeHtml {
  return html`<input type="hidden" name="proof" value="${proof}" />`;
}

import { html, type SafeHtml } from '@remix-run/html-template';

interface Problem {
  readonly title: string;
  readonly text: string;
  /** The same URL again. */
  readonly tryAgain: string;
}

/** What could not be shown, why, and how to ask again; the rest of the page stays. */
export function problem({ title, text, tryAgain }: Problem): SafeHtml {
  return html`<div class="alert alert-warning">
    <p class="alert-title">${title}</p>
    <p>${text}</p>
    <p><a class="alert-link" href="${tryAgain}">Try again</a></p>
  </div>`;
}

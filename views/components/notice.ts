import { html, type SafeHtml } from '@remix-run/html-template';

/** One thing to know before going on. Never beside an error summary: that one says enough. */
export function notice(text: string | undefined): SafeHtml | undefined {
  return text ? html`<div class="alert alert-info" role="status">${text}</div>` : undefined;
}

import { html, type SafeHtml } from '@remix-run/html-template';
import { layout, type Chrome } from './layout.ts';

export interface ErrorProps {
  readonly status: number;
  readonly title: string;
  readonly text: string;
  /** What the visitor can do, or who can. */
  readonly remedy?: string | undefined;
  readonly link?: { readonly href: string; readonly text: string } | undefined;
}

export function errorPage(chrome: Chrome, props: ErrorProps): SafeHtml {
  const { status, title, text, remedy, link } = props;
  return layout(
    { ...chrome, places: true },
    { title },
    html`<div class="narrow">
      <h1>${title}</h1>
      <p class="lead">${text}</p>
      ${remedy ? html`<p>${remedy}</p>` : ''}
      ${link ? html`<p><a class="btn btn-primary" href="${link.href}">${link.text}</a></p>` : ''}
      <p class="note">Status ${status} · Reference <code>${chrome.reference}</code></p>
    </div>`,
  );
}

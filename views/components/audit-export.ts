import { html, type SafeHtml } from '@remix-run/html-template';

interface Export {
  readonly csv: string;
  readonly json: string;
  /** What is in the file, after "Download". */
  readonly what: string;
}

/** The list on screen as files. */
export function exportLinks({ csv, json, what }: Export): SafeHtml {
  return html`<p class="exports">
    Download ${what}:
    <a href="${csv}">CSV<span class="visually-hidden"> of ${what}</span></a>
    <a href="${json}">JSON<span class="visually-hidden"> of ${what}</span></a>
  </p>`;
}

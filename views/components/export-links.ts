import { html, type SafeHtml } from '@remix-run/html-template';
import { withQuery } from '../../server/paths.ts';

interface Export {
  readonly csv: string;
  readonly json: string;
  /** What is in the file, after "Download". */
  readonly what: string;
}

/** The files of a list that has no filters: at its own address. */
export function wholeListLinks(path: string, what: string): SafeHtml {
  const file = (format: string) => withQuery(path, { format });
  return exportLinks({ csv: file('csv'), json: file('json'), what });
}

/** The list on screen as files. */
export function exportLinks({ csv, json, what }: Export): SafeHtml {
  return html`<p class="exports">
    Download ${what}:
    <a href="${csv}">CSV<span class="visually-hidden"> of ${what}</span></a>
    <a href="${json}">JSON<span class="visually-hidden"> of ${what}</span></a>
  </p>`;
}

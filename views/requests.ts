import { html, type SafeHtml } from '@remix-run/html-template';
import { paths } from '../server/paths.ts';
import { wholeListLinks } from './components/export-links.ts';
import { requestTable } from './components/request-table.ts';
import { layout, type Chrome } from './layout.ts';
import type { RequestRow } from './live.ts';

export interface RequestsProps {
  readonly rows: readonly RequestRow[];
}

export function requestsPage(chrome: Chrome, { rows }: RequestsProps): SafeHtml {
  return layout(
    chrome,
    { title: 'Requests' },
    html`<h1>Requests</h1>
      <p class="prose">Every Linode asked for here: who asked, when, and what came of it.</p>
      ${rows.length > 0 ? list(rows) : none()}`,
  );
}

function list(rows: readonly RequestRow[]): SafeHtml {
  return html`${requestTable(countWords(rows.length), rows)}
  ${wholeListLinks(paths.requests.to({}), 'these requests')}`;
}

function countWords(count: number): string {
  return count === 1 ? '1 request' : `${count} requests`;
}

function none(): SafeHtml {
  const create = html`<a href="${paths.createLinode.to({})}">Create a Linode</a>`;
  return html`<p class="empty">No Linode has been requested here yet. ${create}</p>`;
}

import { html, type SafeHtml } from '@remix-run/html-template';
import { paths } from '../server/paths.ts';
import { amount } from './components/audit-amount.ts';
import { auditPage } from './components/audit-page.ts';
import { personLink } from './components/audit-person.ts';
import { website } from './components/audit-website.ts';
import { wholeListLinks } from './components/export-links.ts';
import { statusTag } from './components/status.ts';
import { table } from './components/table.ts';
import type { Chrome } from './layout.ts';

export interface AuditAppsProps {
  readonly rows: readonly AuditAppRow[];
}

export interface AuditAppRow {
  readonly label: string;
  /** As the app states it; may be anything. */
  readonly website: string;
  readonly people: readonly string[];
  /** Everything that its grants allow together, in words. */
  readonly scopes: string;
  /** The policy names it. */
  readonly known: boolean;
}

export function auditAppsPage(chrome: Chrome, { rows }: AuditAppsProps): SafeHtml {
  return auditPage(
    chrome,
    { title: 'Apps', place: 'apps' },
    html`<h1>Apps</h1>
      <p class="prose">OAuth apps that people let act at Linode in their name, as far as known.</p>
      ${rows.length > 0 ? appTable(rows) : html`<p>No authorised app is known.</p>`}
      ${wholeListLinks(paths.auditApps.to({}), 'this list')}`,
  );
}

function appTable(rows: readonly AuditAppRow[]): SafeHtml {
  return table({
    id: 'apps',
    caption: amount(rows.length, 'app'),
    head: html`<th scope="col">App</th>
      <th scope="col" class="wide">Website</th>
      <th scope="col">People</th>
      <th scope="col" class="wide">Scopes together</th>
      <th scope="col">Policy</th>`,
    rows: rows.map(appRow),
  });
}

function appRow(row: AuditAppRow): SafeHtml {
  return html`<tr>
    <th scope="row"><bdi>${row.label || 'No label'}</bdi></th>
    <td class="wide">${website(row.website)}</td>
    <td>${people(row.people)}</td>
    <td class="wide">${row.scopes}</td>
    <td>${row.known ? statusTag('pass', 'Known') : statusTag('warn', 'Unknown')}</td>
  </tr>`;
}

function people(names: readonly string[]): SafeHtml {
  return html`${names.length}
    <span class="note">
      ${names.map((name, index) => html`${index > 0 ? ', ' : ''}${personLink(name)}`)}
    </span>`;
}

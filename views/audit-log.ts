import { html, type SafeHtml } from '@remix-run/html-template';
import { paths } from '../server/paths.ts';
import { amount, thousands } from './components/audit-amount.ts';
import { exportLinks } from './components/export-links.ts';
import {
  dayFilter,
  filterButtons,
  selectFilter,
  sizeFilter,
  textFilter,
} from './components/audit-filter-field.ts';
import { auditPage } from './components/audit-page.ts';
import { personLink } from './components/audit-person.ts';
import type { Option } from './components/select.ts';
import { table } from './components/table.ts';
import { time } from './components/time.ts';
import type { Chrome } from './layout.ts';

export interface AuditLogProps {
  readonly query: AuditLogQuery;
  readonly rows: readonly AuditLogRow[];
  /** Where the entries before these are. */
  readonly older?: string | undefined;
  readonly newest?: string | undefined;
  readonly chain: AuditChain;
  readonly types: readonly Option[];
}

export interface AuditLogQuery {
  readonly user: string;
  readonly type: string;
  /** A day, `2026-11-22`, or empty. */
  readonly since: string;
  readonly until: string;
  readonly size: 25 | 50 | 100;
}

export interface AuditLogRow {
  readonly seq: number;
  readonly at: string;
  readonly type: string;
  /** Empty for what the portal did by itself. */
  readonly who: string;
  readonly what: string;
  /** What it was about, in the log's own names. */
  readonly detail: string;
  readonly reference: string;
  readonly address: string;
  readonly hash: string;
}

interface AuditChain {
  readonly entries: number;
  readonly head: string;
  readonly verified: {
    readonly intact: boolean;
    /** Number of the last entry that was checked. */
    readonly upTo: number;
    readonly reason?: string | undefined;
  };
}

export function auditLogPage(chrome: Chrome, props: AuditLogProps): SafeHtml {
  const { query, rows, older, newest } = props;
  return auditPage(
    chrome,
    { title: 'Log', place: 'log' },
    html`<h1>Log</h1>
      ${chainState(props.chain)} ${filter(props)}
      ${rows.length > 0 ? logTable(rows) : empty(isFiltered(query))} ${pages(older, newest)}
      ${rows.length > 0 ? exports(query) : ''}`,
  );
}

function chainState({ entries, head, verified }: AuditChain): SafeHtml {
  const { intact, upTo, reason } = verified;
  if (!intact) {
    return html`<div class="alert alert-danger">
      <p class="alert-title">The chain is broken</p>
      <p>
        Entries up to ${thousands(upTo)} are as they were written; the next one is
        not${reason ? html`: ${reason}` : ''}. Keep a copy of the log before anything else.
      </p>
    </div>`;
  }
  const checked = upTo < entries ? ` (checked up to ${thousands(upTo)})` : '';
  return html`<p class="chain">
    Chain intact${checked}, ${amount(entries, 'entry', 'entries')}, head
    <code>${head.slice(0, 12)}…</code>
  </p>`;
}

function filter({ query, types }: AuditLogProps): SafeHtml {
  const { user, type, since, until, size } = query;
  const log = paths.auditLog.to({});
  return html`<form class="filter" method="get" action="${log}" role="search">
    ${textFilter({ name: 'user', label: 'User', value: user })}
    ${selectFilter({ name: 'type', label: 'Type', value: type, all: 'All types' }, types)}
    ${dayFilter({ name: 'since', label: 'From day', value: since })}
    ${dayFilter({ name: 'until', label: 'To day', value: until })} ${sizeFilter(size)}
    ${filterButtons(isFiltered(query), log)}
  </form>`;
}

function isFiltered({ user, type, since, until }: AuditLogQuery): boolean {
  return [user, type, since, until].some((value) => value !== '');
}

function logTable(rows: readonly AuditLogRow[]): SafeHtml {
  return table({
    id: 'log',
    caption: `${amount(rows.length, 'entry', 'entries')}, newest first`,
    head: html`<th scope="col" class="number wide">No.</th>
      <th scope="col">When</th>
      <th scope="col">What</th>
      <th scope="col">Who</th>
      <th scope="col" class="wide">Reference</th>
      <th scope="col" class="wide">Address</th>
      <th scope="col" class="wide">Hash</th>`,
    rows: rows.map(logRow),
  });
}

function logRow(row: AuditLogRow): SafeHtml {
  const { seq, at, type, who, what, detail, reference, address, hash } = row;
  return html`<tr>
    <td class="number wide">${thousands(seq)}</td>
    <td>${time(at)}</td>
    <th scope="row">
      ${what} <code class="event-type">${type}</code>
      ${detail ? html`<span class="note">${detail}</span>` : ''}
    </th>
    <td>${who ? personLink(who) : 'Quayside'}</td>
    <td class="wide">${reference ? html`<code>${reference}</code>` : 'None'}</td>
    <td class="wide address">${address || 'None'}</td>
    <td class="wide"><code>${hash.slice(0, 12)}…</code></td>
  </tr>`;
}

function empty(filtered: boolean): SafeHtml {
  return html`<div class="empty">
    <p class="lead">${filtered ? 'None match.' : 'Nothing is recorded yet.'}</p>
  </div>`;
}

function pages(older: string | undefined, newest: string | undefined): SafeHtml | undefined {
  if (!older && !newest) return undefined;
  return html`<nav aria-label="Pages" class="pages">
    <ul>
      ${newest ? html`<li><a href="${newest}">Newest</a></li>` : ''}
      ${older ? html`<li><a href="${older}" rel="next">Older</a></li>` : ''}
    </ul>
  </nav>`;
}

function exports({ size: _size, ...filters }: AuditLogQuery): SafeHtml {
  const csv = paths.auditLog.to({}, { ...filters, format: 'csv' });
  const json = paths.auditLog.to({}, { ...filters, format: 'json' });
  return exportLinks({ csv, json, what: 'the log with these filters' });
}

import { html, type SafeHtml } from '@remix-run/html-template';
import { paths } from '../server/paths.ts';
import { amount } from './components/audit-amount.ts';
import { auditPage } from './components/audit-page.ts';
import { permissionWord } from './components/audit-person-words.ts';
import { personLink } from './components/audit-person.ts';
import { wholeListLinks } from './components/export-links.ts';
import { problem } from './components/problem.ts';
import { statusTag } from './components/status.ts';
import { table } from './components/table.ts';
import { time } from './components/time.ts';
import type { Chrome } from './layout.ts';

export interface AuditLoginsProps {
  readonly rows: readonly AuditLoginRow[] | { readonly problem: string };
}

export interface AuditLoginRow {
  readonly at: string;
  readonly username: string;
  readonly ip: string;
  readonly restricted: boolean;
  /** Linode's own word: successful, failed. */
  readonly status: string;
}

export function auditLoginsPage(chrome: Chrome, { rows }: AuditLoginsProps): SafeHtml {
  return auditPage(
    chrome,
    { title: 'Logins', place: 'logins' },
    html`<h1>Logins</h1>
      <p class="prose">
        Logins at Linode itself, which keeps 90 days. Sign-ins to this portal are in
        <a href="${paths.auditLog.to({})}">the log</a>.
      </p>
      ${'problem' in rows ? listProblem(rows.problem) : listOrEmpty(rows)}
      ${'problem' in rows ? '' : wholeListLinks(paths.auditLogins.to({}), 'this list')}`,
  );
}

function listProblem(text: string): SafeHtml {
  const title = 'The logins cannot be shown';
  return problem({ title, text, tryAgain: paths.auditLogins.to({}) });
}

function listOrEmpty(rows: readonly AuditLoginRow[]): SafeHtml {
  if (rows.length === 0) return html`<p>Linode reports no login in the last 90 days.</p>`;
  return table({
    id: 'logins',
    caption: amount(rows.length, 'login'),
    head: html`<th scope="col">Date</th>
      <th scope="col">Username</th>
      <th scope="col">IP</th>
      <th scope="col" class="wide">Permission level</th>
      <th scope="col">Access</th>`,
    rows: rows.map(loginRow),
  });
}

function loginRow({ at, username, ip, restricted, status }: AuditLoginRow): SafeHtml {
  return html`<tr>
    <td class="day">${time(at)}</td>
    <th scope="row" class="person">${personLink(username)}</th>
    <td class="breaks">${ip || 'Not reported by Linode'}</td>
    <td class="wide">${permissionWord(restricted)}</td>
    <td>${access(status)}</td>
  </tr>`;
}

function access(status: string): SafeHtml {
  if (status === 'successful') return statusTag('pass', 'Successful');
  return status === 'failed' ? statusTag('failed', 'Failed') : statusTag(status);
}

import { html, type SafeHtml } from '@remix-run/html-template';
import { paths } from '../server/paths.ts';
import { amount, thousands } from './components/audit-amount.ts';
import { auditPage } from './components/audit-page.ts';
import { personLink } from './components/audit-person.ts';
import { onAccountWord, permissionWord, twoFactorWord } from './components/audit-person-words.ts';
import { wholeListLinks } from './components/export-links.ts';
import { problem } from './components/problem.ts';
import { statusTag } from './components/status.ts';
import { table } from './components/table.ts';
import { time } from './components/time.ts';
import type { Chrome } from './layout.ts';

export interface AuditUsersProps {
  readonly rows: readonly AuditUserRow[];
  /** Why the account's users could not be listed: the rows are then those the portal knows. */
  readonly problem?: string | undefined;
}

/** Null stands for what nobody reported. */
export interface AuditUserRow {
  readonly username: string;
  readonly hasTwoFactor: boolean | null;
  readonly restricted: boolean | null;
  readonly lastLoginAt: string;
  readonly onAccount: boolean | null;
  /** When the portal last saw this person's tokens; empty for never. */
  readonly connectedAt: string;
  readonly tokens: number;
  readonly risks: number;
  readonly blocked: boolean;
  readonly role: 'member' | 'admin';
}

export function auditUsersPage(chrome: Chrome, props: AuditUsersProps): SafeHtml {
  const { rows } = props;
  return auditPage(
    chrome,
    { title: 'People', place: 'people' },
    html`<h1>People</h1>
      ${props.problem ? listProblem(props.problem) : ''}
      ${rows.length > 0 ? peopleTable(rows) : html`<p>Nobody is known yet.</p>`}
      ${wholeListLinks(paths.auditUsers.to({}), 'this list')}`,
  );
}

function listProblem(text: string): SafeHtml {
  const title = 'The account’s users cannot be listed';
  return problem({ title, text, tryAgain: paths.auditUsers.to({}) });
}

function peopleTable(rows: readonly AuditUserRow[]): SafeHtml {
  return table({
    id: 'people',
    caption: amount(rows.length, 'person', 'people'),
    head: html`<th scope="col">User</th>
      <th scope="col">Two-factor</th>
      <th scope="col" class="wide">Permission level</th>
      <th scope="col" class="wide">Last login</th>
      <th scope="col" class="wide">On the account</th>
      <th scope="col" class="wide">Tokens seen</th>
      <th scope="col" class="number wide">Tokens</th>
      <th scope="col" class="number">At risk</th>`,
    rows: rows.map(personRow),
  });
}

function personRow(row: AuditUserRow): SafeHtml {
  const { username, blocked, role } = row;
  const tokens = paths.auditTokens.to({}, { user: username });
  return html`<tr>
    <th scope="row">
      ${personLink(username)} ${role === 'admin' ? html`<span class="note">admin</span>` : ''}
      ${blocked ? statusTag('block', 'Blocked') : ''}
    </th>
    <td>${twoFactor(row.hasTwoFactor)}</td>
    <td class="wide">${permissionWord(row.restricted)}</td>
    <td class="wide">${time(row.lastLoginAt)}</td>
    <td class="wide">${onAccountWord(row.onAccount)}</td>
    <td class="wide">${row.connectedAt ? time(row.connectedAt) : 'Not connected'}</td>
    <td class="number wide">
      <a href="${tokens}">
        ${thousands(row.tokens)}<span class="visually-hidden">
          tokens of <bdi>${username}</bdi></span
        >
      </a>
    </td>
    <td class="number">${thousands(row.risks)}</td>
  </tr>`;
}

function twoFactor(has: boolean | null): SafeHtml {
  return has === false ? statusTag('warn', twoFactorWord(has)) : html`${twoFactorWord(has)}`;
}

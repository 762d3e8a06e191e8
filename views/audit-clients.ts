import { html, type SafeHtml } from '@remix-run/html-template';
import { paths } from '../server/paths.ts';
import { amount } from './components/audit-amount.ts';
import { auditPage } from './components/audit-page.ts';
import { personLink } from './components/audit-person.ts';
import { wholeListLinks } from './components/export-links.ts';
import { problem } from './components/problem.ts';
import { table } from './components/table.ts';
import { time } from './components/time.ts';
import type { Chrome } from './layout.ts';

export interface AuditClientsProps {
  readonly rows: readonly AuditClientRow[] | { readonly problem: string };
  readonly takenAt: string;
  readonly takenBy: string;
}

export interface AuditClientRow {
  readonly id: string;
  readonly label: string;
  readonly redirectUri: string;
  readonly isPublic: boolean;
}

export function auditClientsPage(chrome: Chrome, props: AuditClientsProps): SafeHtml {
  const { rows, takenAt, takenBy } = props;
  return auditPage(
    chrome,
    { title: 'OAuth clients', place: 'clients' },
    html`<h1>OAuth clients</h1>
      <p class="prose">Apps that this account registered at Linode and that may ask people in.</p>
      ${'problem' in rows ? listProblem(rows.problem) : listOrEmpty(rows)}
      ${
        takenAt
          ? html`<p class="note">As Linode told ${personLink(takenBy)}, ${time(takenAt)}.</p>`
          : ''
      }
      ${'problem' in rows ? '' : wholeListLinks(paths.auditClients.to({}), 'this list')}`,
  );
}

function listProblem(text: string): SafeHtml {
  const title = 'The OAuth clients cannot be shown';
  return problem({ title, text, tryAgain: paths.auditClients.to({}) });
}

function listOrEmpty(rows: readonly AuditClientRow[]): SafeHtml {
  if (rows.length === 0) return html`<p>The account has registered none.</p>`;
  return table({
    id: 'clients',
    caption: amount(rows.length, 'OAuth client'),
    head: html`<th scope="col">Label</th>
      <th scope="col" class="wide">Client ID</th>
      <th scope="col">Redirect URI</th>
      <th scope="col">Type</th>`,
    rows: rows.map(
      ({ id, label, redirectUri, isPublic }) =>
        html`<tr>
          <th scope="row"><bdi>${label || 'No label'}</bdi></th>
          <td class="wide"><code>${id}</code></td>
          <td class="breaks"><bdi>${redirectUri}</bdi></td>
          <td>${isPublic ? 'Public' : 'Confidential'}</td>
        </tr>`,
    ),
  });
}

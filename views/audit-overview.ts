import { html, type SafeHtml } from '@remix-run/html-template';
import { paths } from '../server/paths.ts';
import { amount, thousands } from './components/audit-amount.ts';
import { auditCounts, type AuditCounts } from './components/audit-counts.ts';
import { coverageMeter, type Coverage } from './components/audit-coverage.ts';
import { auditPage } from './components/audit-page.ts';
import { sealingKeys, type SealingKeys } from './components/sealing-keys.ts';
import { personLink } from './components/audit-person.ts';
import { table } from './components/table.ts';
import { time } from './components/time.ts';
import type { Chrome } from './layout.ts';

export interface AuditOverviewProps {
  readonly coverage: Coverage;
  /** The account's facts: when, and with whose token. */
  readonly collected: {
    readonly at: string;
    readonly by: string;
    readonly problems: readonly string[];
  };
  readonly counts: AuditCounts;
  readonly risks: readonly {
    readonly risk: string;
    readonly words: string;
    readonly count: number;
  }[];
  readonly nextExpiries: readonly {
    readonly ref: string;
    readonly label: string;
    readonly owner: string;
    readonly expiresAt: string;
  }[];
  readonly changes: readonly {
    readonly at: string;
    readonly owner: string;
    readonly words: string;
  }[];
  /** The last collection of each person's tokens. */
  readonly snapshots: readonly {
    readonly username: string;
    readonly takenAt: string;
    readonly problem?: string | undefined;
  }[];
  /** Null before the first count. */
  readonly sealing: SealingKeys | null;
  readonly chain: { readonly entries: number; readonly head: string };
}

export function auditOverviewPage(chrome: Chrome, props: AuditOverviewProps): SafeHtml {
  return auditPage(
    chrome,
    { title: 'Audit', place: 'overview' },
    html`<h1>Audit</h1>
      ${coverageMeter(props.coverage)} ${collected(props.collected)} ${auditCounts(props.counts)}
      <div class="panels">
        <section aria-labelledby="risks">
          <h2 id="risks">Risks</h2>
          ${risks(props.risks)}
        </section>
        <section aria-labelledby="expiries">
          <h2 id="expiries">Next to expire</h2>
          ${expiries(props.nextExpiries)}
        </section>
        <section aria-labelledby="changes">
          <h2 id="changes">Latest changes</h2>
          ${changes(props.changes)}
        </section>
        <section aria-labelledby="snapshots">
          <h2 id="snapshots">Last collected</h2>
          ${snapshots(props.snapshots)}
        </section>
        <section aria-labelledby="keys">
          <h2 id="keys">Sealing keys</h2>
          ${sealingKeys(props.sealing)}
        </section>
      </div>
      ${chain(props.chain)}`,
  );
}

function collected({ at, by, problems }: AuditOverviewProps['collected']): SafeHtml {
  return html`<p class="note">
      ${
        at
          ? html`People, events and OAuth clients as Linode told them to ${personLink(by)},
            ${time(at)}.`
          : 'People, events and OAuth clients were not collected yet.'
      }
    </p>
    ${problems.length > 0 ? problemList(problems) : ''}`;
}

function problemList(problems: readonly string[]): SafeHtml {
  return html`<div class="alert alert-warning">
    <p class="alert-title">Some facts of the account are missing</p>
    <ul>
      ${problems.map((text) => html`<li>${text}</li>`)}
    </ul>
  </div>`;
}

function risks(found: AuditOverviewProps['risks']): SafeHtml {
  if (found.every(({ count }) => count === 0))
    return html`<p>The policy finds none in what is known.</p>`;
  return html`<ul class="risk-counts">
    ${found.map(
      ({ risk, words, count }) =>
        html`<li>
          <b>${thousands(count)}</b>
          ${count > 0 ? html`<a href="${paths.auditTokens.to({}, { risk })}">${words}</a>` : words}
        </li>`,
    )}
  </ul>`;
}

function expiries(found: AuditOverviewProps['nextExpiries']): SafeHtml {
  if (found.length === 0) return html`<p>No token with a date is known.</p>`;
  return table({
    id: 'next-expiries',
    caption: amount(found.length, 'token'),
    head: html`<th scope="col">Label</th>
      <th scope="col">User</th>
      <th scope="col">Expires</th>`,
    rows: found.map(
      ({ ref, label, owner, expiresAt }) =>
        html`<tr>
          <th scope="row">
            <a href="${paths.auditToken.to({ ref })}"><bdi>${label || 'No label'}</bdi></a>
          </th>
          <td>${personLink(owner)}</td>
          <td>${time(expiresAt)}</td>
        </tr>`,
    ),
  });
}

function changes(found: AuditOverviewProps['changes']): SafeHtml {
  if (found.length === 0) return html`<p>No change was seen between two collections.</p>`;
  return table({
    id: 'latest-changes',
    caption: 'Seen between two collections, newest first',
    head: html`<th scope="col">Change</th>
      <th scope="col">User</th>
      <th scope="col">Seen</th>`,
    rows: found.map(
      ({ at, owner, words }) =>
        html`<tr>
          <th scope="row">${words}</th>
          <td>${personLink(owner)}</td>
          <td>${time(at)}</td>
        </tr>`,
    ),
  });
}

function snapshots(found: AuditOverviewProps['snapshots']): SafeHtml {
  if (found.length === 0) {
    return html`<div class="empty">
      <p class="lead">No users have connected yet.</p>
      <p>
        Linode tells a person’s tokens to that person alone. Ask your team to sign in to Quayside
        once; their tokens then show here.
      </p>
    </div>`;
  }
  return table({
    id: 'last-collected',
    caption: amount(found.length, 'person', 'people'),
    head: html`<th scope="col">User</th>
      <th scope="col">Tokens collected</th>`,
    rows: found.map(
      ({ username, takenAt, problem }) =>
        html`<tr>
          <th scope="row">${personLink(username)}</th>
          <td>
            ${takenAt ? time(takenAt) : 'Never'}
            ${problem ? html`<span class="row-problem">Last try failed: ${problem}</span>` : ''}
          </td>
        </tr>`,
    ),
  });
}

function chain({ entries, head }: AuditOverviewProps['chain']): SafeHtml {
  return html`<p class="note">
    <a href="${paths.auditLog.to({})}">The log</a> holds ${amount(entries, 'entry', 'entries')},
    head
    <code>${head.slice(0, 12)}…</code>
  </p>`;
}

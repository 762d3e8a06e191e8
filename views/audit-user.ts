import { html, type SafeHtml } from '@remix-run/html-template';
import { paths } from '../server/paths.ts';
import { amount } from './components/audit-amount.ts';
import { blockForms, type BlockForms } from './components/audit-block.ts';
import { kindWord } from './components/audit-kind.ts';
import { auditPage } from './components/audit-page.ts';
import { onAccountWord, permissionWord, twoFactorWord } from './components/audit-person-words.ts';
import { timeline, type TimelineEntry } from './components/audit-timeline.ts';
import type { AuditTokenRow } from './components/audit-token-row.ts';
import { ownedTokenTable } from './components/audit-token-table.ts';
import { backLink } from './components/back-link.ts';
import { errorSummary, formTitle } from './components/error-summary.ts';
import { proofField } from './components/proof-field.ts';
import { summaryList } from './components/summary-list.ts';
import { table } from './components/table.ts';
import { time } from './components/time.ts';
import type { Chrome } from './layout.ts';

export interface AuditUserProps {
  readonly person: AuditPerson;
  readonly tokens: readonly AuditTokenRow[];
  readonly gone: readonly {
    readonly label: string;
    readonly kind: string;
    readonly goneAt: string;
    readonly how: string;
  }[];
  readonly timeline: readonly TimelineEntry[];
  /** How far back the timeline reaches, and what is not in it. */
  readonly timelineNote: string;
  readonly forms: BlockForms & {
    readonly revokeAll: { readonly proof: string; readonly targets: readonly string[] };
  };
}

/** Null, or an empty string, stands for what nobody reported. */
export interface AuditPerson {
  readonly username: string;
  readonly role: 'member' | 'admin';
  readonly hasTwoFactor: boolean | null;
  readonly restricted: boolean | null;
  readonly lastLoginAt: string;
  readonly passwordCreatedAt: string;
  readonly keyCount: number | null;
  readonly onAccount: boolean | null;
  readonly connectedAt: string;
  readonly blocked?: { readonly reason: string } | undefined;
}

export function auditUserPage(chrome: Chrome, props: AuditUserProps): SafeHtml {
  const { person, tokens, gone, forms } = props;
  const errors = (forms.unblock ?? forms.block)?.errors ?? [];
  return auditPage(
    chrome,
    {
      title: formTitle(person.username, errors),
      place: 'people',
      scripts: errors.length > 0 ? ['focus-errors.js'] : [],
    },
    html`${backLink(paths.auditUsers.to({}), 'People')} ${errorSummary(errors)}
      <h1><bdi>${person.username}</bdi></h1>
      ${person.blocked ? blocked(person.blocked.reason) : ''} ${facts(person)}
      <h2>Tokens and sessions</h2>
      ${tokens.length > 0 ? ownedTokenTable(tokens) : html`<p>${noTokens(person)}</p>`}
      ${revokeAll(forms.revokeAll)} ${gone.length > 0 ? goneTable(gone) : ''}
      <h2>Timeline</h2>
      ${timeline(props.timeline, props.timelineNote)} ${blockForms(person.username, forms)}`,
  );
}

function blocked(reason: string): SafeHtml {
  return html`<div class="alert alert-warning">
    <p class="alert-title">Blocked from this portal</p>
    <p>${reason}</p>
  </div>`;
}

function facts(person: AuditPerson): SafeHtml {
  const { keyCount } = person;
  return summaryList([
    { name: 'Role here', value: person.role === 'admin' ? 'Admin' : 'Member' },
    { name: 'On the account', value: onAccountWord(person.onAccount) },
    { name: 'Permission level', value: permissionWord(person.restricted) },
    { name: 'Two-factor', value: twoFactorWord(person.hasTwoFactor) },
    { name: 'Last login', value: time(person.lastLoginAt) },
    { name: 'Password set', value: time(person.passwordCreatedAt) },
    { name: 'SSH keys', value: keyCount === null ? 'Not reported by Linode' : `${keyCount}` },
    {
      name: 'Tokens seen',
      value: person.connectedAt ? time(person.connectedAt) : 'Never: not connected',
    },
  ]);
}

function noTokens({ connectedAt }: AuditPerson): string {
  return connectedAt
    ? 'Holds none, as far as Quayside was told.'
    : 'Not known: this person has not signed in to Quayside.';
}

function revokeAll({ proof, targets }: AuditUserProps['forms']['revokeAll']): SafeHtml | undefined {
  if (targets.length === 0) return undefined;
  return html`<form class="actions" method="post" action="${paths.auditRevoke.to({})}">
    ${proofField(proof)}
    <input type="hidden" name="step" value="confirm" />
    ${targets.map((ref) => html`<input type="hidden" name="target" value="${ref}" />`)}
    <button type="submit" class="btn btn-primary">Revoke everything</button>
    <span class="note">
      ${amount(targets.length, 'token')}; the next page lists each and asks for a reason.
    </span>
  </form>`;
}

function goneTable(gone: AuditUserProps['gone']): SafeHtml {
  return html`<h2>No longer held</h2>
    ${table({
      id: 'gone',
      caption: amount(gone.length, 'token'),
      head: html`<th scope="col">Label</th>
        <th scope="col" class="wide">Kind</th>
        <th scope="col">How</th>
        <th scope="col">Seen gone</th>`,
      rows: gone.map(
        ({ label, kind, goneAt, how }) =>
          html`<tr>
            <th scope="row"><bdi>${label || 'No label'}</bdi></th>
            <td class="wide">${kindWord(kind)}</td>
            <td>${how}</td>
            <td>${time(goneAt)}</td>
          </tr>`,
      ),
    })}`;
}

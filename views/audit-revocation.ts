import { html, type SafeHtml } from '@remix-run/html-template';
import { paths } from '../server/paths.ts';
import { amount } from './components/audit-amount.ts';
import { kindWord } from './components/audit-kind.ts';
import { auditPage } from './components/audit-page.ts';
import { personLink } from './components/audit-person.ts';
import { backLink } from './components/back-link.ts';
import { proofField } from './components/proof-field.ts';
import { statusTag } from './components/status.ts';
import { summaryList } from './components/summary-list.ts';
import { table } from './components/table.ts';
import { time } from './components/time.ts';
import type { Chrome } from './layout.ts';

export interface AuditRevocationProps {
  readonly id: string;
  readonly by: string;
  readonly reason: string;
  readonly at: string;
  readonly items: readonly RevocationItem[];
  /** This page again. */
  readonly againHref: string;
  readonly retry?: { readonly proof: string; readonly targets: readonly string[] } | undefined;
}

export interface RevocationItem {
  readonly owner: string;
  readonly kind: string;
  readonly label: string;
  readonly local: 'ended' | 'none';
  readonly linode: 'pending' | 'confirmed' | 'failed' | 'asked-owner';
  readonly detail: string;
}

const localWords = { ended: 'Ended here', none: 'Not used here' } as const;

const linodeWords = {
  confirmed: 'Confirmed',
  pending: 'Pending',
  failed: 'Failed',
  'asked-owner': 'Owner asked',
} as const;

const partWords = {
  confirmed: 'confirmed',
  pending: 'pending',
  failed: 'failed',
  'asked-owner': 'waiting for the owner',
} as const;

/** How far a revocation has come. Nothing is called revoked that Linode did not confirm. */
export function auditRevocationPage(chrome: Chrome, props: AuditRevocationProps): SafeHtml {
  const { id, by, reason, at, items, againHref, retry } = props;
  const title = `Revocation of ${amount(items.length, 'token')}`;
  const isOpen = items.some(({ linode }) => linode === 'pending');
  return auditPage(
    chrome,
    { title, place: 'tokens' },
    html`${backLink(paths.auditTokens.to({}), 'Tokens')}
      <h1>${title}</h1>
      <p class="lead" role="status">${stateWords(items)}</p>
      ${isOpen ? html`<p><a href="${againHref}">Check again</a></p>` : ''} ${itemTable(items)}
      ${retry && retry.targets.length > 0 ? retryForm(retry) : ''}
      <h2>Kept in the log</h2>
      ${summaryList([
        { name: 'Reason', value: reason },
        { name: 'By', value: personLink(by) },
        { name: 'Begun', value: time(at) },
        { name: 'Reference', value: html`<code>${id}</code>` },
      ])}`,
  );
}

function stateWords(items: readonly RevocationItem[]): string {
  const count = (state: RevocationItem['linode']) =>
    items.filter(({ linode }) => linode === state).length;
  if (count('confirmed') === items.length)
    return items.length === 1
      ? 'Revoked: Linode confirmed it.'
      : `All ${items.length} revoked: Linode confirmed each.`;
  const parts = (['confirmed', 'pending', 'failed', 'asked-owner'] as const)
    .filter((state) => count(state) > 0)
    .map((state) => `${count(state)} ${partWords[state]}`);
  return `At Linode, of ${items.length}: ${parts.join(', ')}.`;
}

function itemTable(items: readonly RevocationItem[]): SafeHtml {
  return table({
    id: 'items',
    caption: amount(items.length, 'token'),
    head: html`<th scope="col">Label</th>
      <th scope="col">User</th>
      <th scope="col" class="wide">Kind</th>
      <th scope="col" class="wide">In this portal</th>
      <th scope="col">At Linode</th>`,
    rows: items.map(itemRow),
  });
}

function itemRow({ owner, kind, label, local, linode, detail }: RevocationItem): SafeHtml {
  return html`<tr>
    <th scope="row"><bdi>${label || 'No label'}</bdi></th>
    <td>${personLink(owner)}</td>
    <td class="wide">${kindWord(kind)}</td>
    <td class="wide">${localWords[local]}</td>
    <td>${statusTag(linode, linodeWords[linode])} <span class="note">${detail}</span></td>
  </tr>`;
}

function retryForm({ proof, targets }: NonNullable<AuditRevocationProps['retry']>): SafeHtml {
  return html`<form class="actions" method="post" action="${paths.auditRevoke.to({})}">
    ${proofField(proof)}
    <input type="hidden" name="step" value="confirm" />
    ${targets.map((ref) => html`<input type="hidden" name="target" value="${ref}" />`)}
    <button type="submit" class="btn btn-primary">
      Try again with ${amount(targets.length, 'token')}
    </button>
  </form>`;
}

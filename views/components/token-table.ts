import { html, type SafeHtml } from '@remix-run/html-template';
import { paths } from '../../server/paths.ts';
import { expiry, type Expiry } from './expiry.ts';
import { scopeSummary, type ScopeView } from './scope-summary.ts';
import { table } from './table.ts';
import { time } from './time.ts';

export interface TokenRow {
  readonly id: number;
  readonly label: string;
  /** The first characters, by which its owner knows it again. */
  readonly prefix: string;
  readonly scopes: ScopeView;
  readonly createdAt: string;
  readonly expiry: Expiry;
  /** An admin's request to revoke it, in a sentence. */
  readonly wish?: string | undefined;
}

/** A token or an app that is there no more. */
export interface EndedRow {
  readonly label: string;
  readonly prefix: string;
  readonly scopes: ScopeView;
  readonly how: string;
  readonly endedAt: string;
}

export function tokenTable(rows: readonly TokenRow[]): SafeHtml {
  return table({
    id: 'tokens',
    caption:
      rows.length === 1
        ? '1 token, as Linode lists it'
        : `${rows.length} tokens, as Linode lists them`,
    head: html`<th scope="col">Label</th>
      <th scope="col">Access</th>
      <th scope="col" class="wide">Created</th>
      <th scope="col">Expires</th>
      <th scope="col">Actions</th>`,
    rows: rows.map(tokenRow),
  });
}

function tokenRow({ id, label, prefix, scopes, createdAt, expiry: end, wish }: TokenRow): SafeHtml {
  const about = html`<span class="visually-hidden"> ${label}</span>`;
  return html`<tr>
    <th scope="row">
      <bdi>${label}</bdi>
      <code class="prefix">${prefix}…</code> ${wish ? html`<p class="note">${wish}</p>` : ''}
    </th>
    <td>${scopeSummary(scopes)}</td>
    <td class="wide">${time(createdAt)}</td>
    <td>${expiry(end)}</td>
    <td class="row-actions">
      <a href="${paths.renameToken.to({ id })}">Rename${about}</a>
      <a href="${paths.revokeToken.to({ id })}">Revoke${about}</a>
    </td>
  </tr>`;
}

export function endedTable(id: string, rows: readonly EndedRow[]): SafeHtml {
  return table({
    id,
    caption: 'From Quayside’s own record: Linode lists active ones alone',
    head: html`<th scope="col">Label</th>
      <th scope="col" class="wide">Access</th>
      <th scope="col">What happened</th>
      <th scope="col">When</th>`,
    rows: rows.map(
      ({ label, prefix, scopes, how, endedAt }) =>
        html`<tr>
          <th scope="row">
            <bdi>${label}</bdi> ${prefix ? html`<code class="prefix">${prefix}…</code>` : ''}
          </th>
          <td class="wide">${scopeSummary(scopes)}</td>
          <td>${how}</td>
          <td>${time(endedAt)}</td>
        </tr>`,
    ),
  });
}

import { html, type SafeHtml } from '@remix-run/html-template';
import { paths } from '../../server/paths.ts';
import { expiry, type Expiry } from './expiry.ts';
import { scopeSummary, type ScopeView } from './scope-summary.ts';
import { table } from './table.ts';
import { time } from './time.ts';

export interface AppRow {
  readonly id: number;
  readonly label: string;
  readonly website: string;
  readonly scopes: ScopeView;
  readonly createdAt: string;
  readonly expiry: Expiry;
  /** It is this portal. */
  readonly isOwn: boolean;
  readonly wish?: string | undefined;
}

export function appTable(rows: readonly AppRow[]): SafeHtml {
  return table({
    id: 'apps',
    caption: rows.length === 1 ? '1 app' : `${rows.length} apps`,
    head: html`<th scope="col">App</th>
      <th scope="col">Access</th>
      <th scope="col" class="wide">Allowed</th>
      <th scope="col" class="wide">Expires</th>
      <th scope="col">Action</th>`,
    rows: rows.map(appRow),
  });
}

function appRow(row: AppRow): SafeHtml {
  const { id, label, website, scopes, createdAt, isOwn, wish } = row;
  return html`<tr>
    <th scope="row">
      <bdi>${label}</bdi> ${isOwn ? html`<span class="tag">Quayside itself</span>` : ''}
      ${website ? html`<span class="note"><bdi>${website}</bdi></span>` : ''}
      ${wish ? html`<p class="note">${wish}</p>` : ''}
    </th>
    <td>${scopeSummary(scopes)}</td>
    <td class="wide">${time(createdAt)}</td>
    <td class="wide">${expiry(row.expiry)}</td>
    <td>
      <a href="${paths.revokeApp.to({ id })}"
        >Revoke<span class="visually-hidden"> ${label}</span></a
      >
    </td>
  </tr>`;
}

import { html, type SafeHtml } from '@remix-run/html-template';
import { amount, thousands } from './audit-amount.ts';
import { ownerCell, tokenCells, type AuditTokenRow } from './audit-token-row.ts';
import { auditTokensHref, type AuditTokensQuery } from './audit-tokens-href.ts';
import { table } from './table.ts';

interface AuditTokenTable {
  readonly rows: readonly AuditTokenRow[];
  readonly total: number;
}

/** The tokens with a box to tick on each that can be revoked from here. Lies in a form. */
export function auditTokenTable(
  { rows, total }: AuditTokenTable,
  query: AuditTokensQuery,
): SafeHtml {
  return table({
    id: 'tokens',
    caption: captionOf(rows.length, total),
    head: html`<th scope="col"><span class="visually-hidden">Select</span></th>
      ${sortHeader({ by: 'owner', text: 'User' }, query)}
      <th scope="col" class="wide">Kind</th>
      ${sortHeader({ by: 'label', text: 'Label' }, query)}
      <th scope="col" class="wide">Scopes</th>
      ${sortHeader({ by: 'created', text: 'Created', wide: 'wide' }, query)}
      ${sortHeader({ by: 'expires', text: 'Expires', wide: 'wide' }, query)}
      <th scope="col" class="wide">Last used</th>
      ${sortHeader({ by: 'risk', text: 'Risks' }, query)}`,
    rows: rows.map(
      (row) =>
        html`<tr>
          <td>${tick(row)}</td>
          ${ownerCell(row)} ${tokenCells(row)}
        </tr>`,
    ),
  });
}

/** Tokens of several people, where there is nothing to sort or tick. */
export function plainTokenTable(caption: string, rows: readonly AuditTokenRow[]): SafeHtml {
  return table({
    id: 'tokens',
    caption,
    head: html`<th scope="col">User</th>
      ${plainHead()}`,
    rows: rows.map(
      (row) =>
        html`<tr>
          ${ownerCell(row)} ${tokenCells(row)}
        </tr>`,
    ),
  });
}

/** Tokens of the one person that the page is about. */
export function ownedTokenTable(rows: readonly AuditTokenRow[]): SafeHtml {
  return table({
    id: 'tokens',
    caption: amount(rows.length, 'token'),
    head: plainHead(),
    rows: rows.map(
      (row) =>
        html`<tr>
          ${tokenCells(row)}
        </tr>`,
    ),
  });
}

function plainHead(): SafeHtml {
  return html`<th scope="col" class="wide">Kind</th>
    <th scope="col">Label</th>
    <th scope="col" class="wide">Scopes</th>
    <th scope="col" class="wide">Created</th>
    <th scope="col" class="wide">Expires</th>
    <th scope="col" class="wide">Last used</th>
    <th scope="col">Risks</th>`;
}

function captionOf(shown: number, total: number): string {
  return shown < total
    ? `${thousands(shown)} of ${amount(total, 'token')}`
    : amount(total, 'token');
}

interface SortHeader {
  readonly by: AuditTokensQuery['sort'];
  readonly text: string;
  readonly wide?: 'wide';
}

/** A header that sorts; asked again, it turns the order round. Risks begin with the most. */
function sortHeader({ by, text, wide }: SortHeader, query: AuditTokensQuery): SafeHtml {
  const width = wide ? html`class="wide"` : '';
  if (query.sort !== by) {
    const order = by === 'risk' ? 'desc' : 'asc';
    const href = auditTokensHref(query, { sort: by, order, page: 1 });
    return html`<th scope="col" ${width}><a class="sort" href="${href}">${text}</a></th>`;
  }
  const ascending = query.order === 'asc';
  const href = auditTokensHref(query, { order: ascending ? 'desc' : 'asc', page: 1 });
  return html`<th scope="col" ${width} aria-sort="${ascending ? 'ascending' : 'descending'}">
    <a class="sort" href="${href}">${text}</a>
  </th>`;
}

function tick({ ref, owner, label, revocable }: AuditTokenRow): SafeHtml | undefined {
  if (!revocable) return undefined;
  return html`<label class="tick">
    <input class="form-check-input" type="checkbox" name="target" value="${ref}" />
    <span class="visually-hidden">Select <bdi>${label || 'No label'}</bdi> of ${owner}</span>
  </label>`;
}

import { html, type SafeHtml } from '@remix-run/html-template';
import { paths } from '../../server/paths.ts';
import { kindWord, type AuditKind } from './audit-kind.ts';
import { personLink } from './audit-person.ts';
import { riskList, type AuditRisk } from './audit-risks.ts';
import { time } from './time.ts';

export interface AuditTokenRow {
  /** Names the token in URLs and forms. */
  readonly ref: string;
  readonly owner: string;
  readonly kind: AuditKind;
  readonly label: string;
  /** First characters of the token; empty where nobody reports them. */
  readonly prefix: string;
  readonly scopes: string;
  readonly createdAt: string;
  readonly age: string;
  readonly expires: { readonly at: string; readonly words: string };
  readonly lastUsed: string;
  readonly risks: readonly AuditRisk[];
  /** What is being done about it; empty for nothing. */
  readonly state: string;
  readonly revocable: boolean;
}

export function ownerCell({ owner }: AuditTokenRow): SafeHtml {
  return html`<td>${personLink(owner)}</td>`;
}

/** The cells from Kind to Risks. */
export function tokenCells(row: AuditTokenRow): SafeHtml {
  return html`<td class="wide">${kindWord(row.kind)}</td>
    <th scope="row">
      <a href="${paths.auditToken.to({ ref: row.ref })}"><bdi>${row.label || 'No label'}</bdi></a>
      ${row.prefix ? html`<code class="prefix">${row.prefix}…</code>` : ''}
      ${row.state ? html`<span class="row-state">${row.state}</span>` : ''}
    </th>
    <td class="wide">${row.scopes}</td>
    <td class="wide day">
      ${time(row.createdAt)} ${row.age ? html`<span class="note">${row.age}</span>` : ''}
    </td>
    <td class="wide day">${expiry(row.expires)}</td>
    <td class="wide">${row.lastUsed}</td>
    <td class="risk-cell">${riskList(row.risks)}</td>`;
}

/** Words first, "Never" among them; the exact time when there is one. */
export function expiry({ at, words }: AuditTokenRow['expires']): SafeHtml {
  if (!at) return html`${words}`;
  return html`${time(at)} ${words ? html`<span class="note">${words}</span>` : ''}`;
}

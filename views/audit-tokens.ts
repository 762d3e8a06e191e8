import { html, type SafeHtml } from '@remix-run/html-template';
import { paths } from '../server/paths.ts';
import { exportLinks } from './components/export-links.ts';
import { auditPage } from './components/audit-page.ts';
import { auditTokenFilter } from './components/audit-token-filter.ts';
import type { AuditTokenRow } from './components/audit-token-row.ts';
import { auditTokenTable } from './components/audit-token-table.ts';
import {
  auditTokensExport,
  auditTokensHref,
  type AuditTokensQuery,
} from './components/audit-tokens-href.ts';
import { errorSummary, formTitle, type FormErrors } from './components/error-summary.ts';
import { pagination } from './components/pagination.ts';
import { proofField } from './components/proof-field.ts';
import type { Option } from './components/select.ts';
import type { Chrome } from './layout.ts';

export type { AuditTokenRow } from './components/audit-token-row.ts';
export type { AuditTokensQuery } from './components/audit-tokens-href.ts';

export interface AuditTokensProps {
  readonly query: AuditTokensQuery;
  /** Some filter is set: an empty list then means "none match". */
  readonly filtered: boolean;
  readonly list: AuditTokenList;
  readonly risks: readonly Option[];
  readonly scopes: readonly Option[];
  readonly proof: string;
  /** How old the list is, or how far it reaches. */
  readonly note?: string | undefined;
  /** Sent without a tick. */
  readonly errors?: FormErrors | undefined;
}

export interface AuditTokenList {
  readonly rows: readonly AuditTokenRow[];
  readonly total: number;
  readonly page: number;
  readonly pages: number;
}

export function auditTokensPage(chrome: Chrome, props: AuditTokensProps): SafeHtml {
  const { query, filtered, list, risks, scopes, note, errors = [] } = props;
  const none = list.rows.length === 0 && !filtered;
  return auditPage(
    chrome,
    {
      title: formTitle(titleOf(list), errors),
      place: 'tokens',
      scripts: ['select-all.js', ...(errors.length > 0 ? ['focus-errors.js'] : [])],
    },
    html`${errorSummary(errors)}
      <h1>Tokens</h1>
      ${note ? html`<p class="note">${note}</p>` : ''}
      ${none ? '' : auditTokenFilter({ query, filtered, risks, scopes })}
      ${list.rows.length > 0 ? tokens(list, props) : empty(filtered)}`,
  );
}

function titleOf({ page, pages }: AuditTokenList): string {
  return pages > 1 ? `Tokens, page ${page} of ${pages}` : 'Tokens';
}

function tokens(list: AuditTokenList, { query, proof }: AuditTokensProps): SafeHtml {
  const href = (page: number) => auditTokensHref(query, { page });
  const csv = auditTokensExport(query, 'csv');
  const json = auditTokensExport(query, 'json');
  const table = auditTokenTable(list, query);
  return html`${list.rows.some(({ revocable }) => revocable) ? bulkForm(table, proof) : table}
  ${pagination({ page: list.page, pages: list.pages, href })}
  ${exportLinks({ csv, json, what: 'this list' })}`;
}

// The bar comes after the table, where the keyboard arrives last. Were it to stick to the window's
// foot, it would lie over links and boxes.
function bulkForm(table: SafeHtml, proof: string): SafeHtml {
  return html`<form method="post" action="${paths.auditRevoke.to({})}" data-select-all>
    ${proofField(proof)}
    <input type="hidden" name="step" value="confirm" />
    ${table}
    <div class="bulk">
      <button type="submit" class="btn btn-primary btn-sm">Revoke selected</button>
      <button type="button" class="btn btn-outline-secondary btn-sm" hidden>
        Select all on this page
      </button>
      <span class="note" role="status"></span>
    </div>
  </form>`;
}

function empty(filtered: boolean): SafeHtml {
  if (filtered) {
    return html`<div class="empty">
      <p class="lead">None match.</p>
      <p>No token that Quayside knows of passes all these filters.</p>
    </div>`;
  }
  return html`<div class="empty">
    <p class="lead">No tokens are known yet.</p>
    <p>
      Quayside learns of a person’s tokens when that person signs in here. Ask your team to sign in
      once.
    </p>
  </div>`;
}

import { html, type SafeHtml } from '@remix-run/html-template';
import { paths } from '../../server/paths.ts';
import { filterButtons, selectFilter, sizeFilter, textFilter } from './audit-filter-field.ts';
import { auditKinds, kindWord } from './audit-kind.ts';
import type { AuditTokensQuery } from './audit-tokens-href.ts';
import type { Option } from './select.ts';

interface AuditTokenFilter {
  readonly query: AuditTokensQuery;
  readonly filtered: boolean;
  readonly risks: readonly Option[];
  readonly scopes: readonly Option[];
}

const kinds = auditKinds.map((value) => ({ value, label: kindWord(value) }));

const windows = [
  { value: '7', label: 'Within 7 days' },
  { value: '30', label: 'Within 30 days' },
  { value: '90', label: 'Within 90 days' },
  { value: 'never', label: 'Never' },
  { value: 'past', label: 'Already expired' },
] as const;

/** A plain GET form: the URL is the state. Sort goes along, the page begins anew. */
export function auditTokenFilter(props: AuditTokenFilter): SafeHtml {
  const { query, filtered, risks, scopes } = props;
  const { user, kind, risk, scope, expires, q, sort, order, size } = query;
  const list = paths.auditTokens.to({});
  return html`<form class="filter" method="get" action="${list}" role="search">
    <input type="hidden" name="sort" value="${sort}" />
    <input type="hidden" name="order" value="${order}" />
    ${textFilter({ name: 'user', label: 'User', value: user })}
    ${textFilter({ name: 'q', label: 'Label or prefix', value: q })}
    ${selectFilter({ name: 'kind', label: 'Kind', value: kind, all: 'All kinds' }, kinds)}
    ${selectFilter({ name: 'risk', label: 'Risk', value: risk, all: 'With or without' }, risks)}
    ${selectFilter({ name: 'scope', label: 'Scope', value: scope, all: 'All scopes' }, scopes)}
    ${selectFilter({ name: 'expires', label: 'Expires', value: expires, all: 'Any time' }, windows)}
    ${sizeFilter(size)} ${filterButtons(filtered, list)}
  </form>`;
}

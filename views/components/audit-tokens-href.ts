import { paths } from '../../server/paths.ts';

export interface AuditTokensQuery {
  readonly user: string;
  readonly kind: '' | 'pat' | 'app' | 'event' | 'session';
  readonly risk: string;
  readonly scope: string;
  /** Days until it expires, or one of the words. */
  readonly expires: '' | 'never' | '7' | '30' | '90' | 'past';
  /** Part of a label or prefix. */
  readonly q: string;
  readonly sort: 'risk' | 'owner' | 'label' | 'created' | 'expires';
  readonly order: 'asc' | 'desc';
  readonly size: 25 | 50 | 100;
  readonly page: number;
}

/** The list with the same filters and what differs; the first page needs no saying. */
export function auditTokensHref(
  query: AuditTokensQuery,
  change: Partial<AuditTokensQuery>,
): string {
  const { page, ...rest } = { ...query, ...change };
  return paths.auditTokens.to({}, { ...rest, page: page > 1 ? page : undefined });
}

/** The whole filtered list as a file: every page of it, in the order on screen. */
export function auditTokensExport(query: AuditTokensQuery, format: 'csv' | 'json'): string {
  const { page: _page, size: _size, ...filters } = query;
  return paths.auditTokens.to({}, { ...filters, format });
}

import { LRUCache } from 'lru-cache';
import { levelOf, products, type Product } from '../linode/scopes.ts';
import type { Holding } from './holding.ts';
import type { Holdings } from './holdings.ts';
import { isRisk } from './risks.ts';

/** What of everybody's tokens is asked for. Empty members ask for nothing. */
export interface HoldingsQuery {
  readonly user: string;
  readonly kind: string;
  readonly risk: string;
  /** A product's name, at whichever level. */
  readonly scope: string;
  /** `never`, `past`, or a number of days from now. */
  readonly expires: string;
  /** Part of a label, prefix or owner. */
  readonly q: string;
  readonly sort: 'risk' | 'owner' | 'label' | 'created' | 'expires';
  readonly order: 'asc' | 'desc';
}

const DAY_MS = 24 * 3_600_000;

/** Filtered and sorted rows are kept while the table they come from is in force. */
const found = new LRUCache<string, readonly Holding[]>({ max: 50, ttl: 60_000 });

export function searchHoldings(holdings: Holdings, query: HoldingsQuery): readonly Holding[] {
  const { user, kind, risk, scope, expires, q, sort, order } = query;
  const name = JSON.stringify([holdings.version, user, kind, risk, scope, expires, q, sort, order]);
  const known = found.get(name);
  if (known !== undefined) return known;
  const among = user === '' ? holdings.all : (holdings.byOwner.get(user.toLowerCase()) ?? []);
  const rows = among.filter(matcher(query)).sort(comparer(query));
  found.set(name, rows);
  return rows;
}

function matcher(query: HoldingsQuery): (row: Holding) => boolean {
  const q = query.q.toLowerCase();
  const risk = isRisk(query.risk) ? query.risk : null;
  const product = products.find((known) => known === query.scope) ?? null;
  return (row) =>
    (query.kind === '' || row.kind === query.kind) &&
    (risk === null || row.risks.includes(risk)) &&
    (product === null || hasProduct(row, product)) &&
    (query.expires === '' || expiresWithin(row, query.expires)) &&
    (q === '' || row.words.includes(q));
}

function hasProduct({ allows }: Holding, product: Product): boolean {
  return allows !== null && levelOf(allows, product) !== null;
}

function expiresWithin({ endsAt }: Holding, within: string): boolean {
  if (endsAt === null) return false;
  if (within === 'never') return endsAt === Infinity;
  const leftMs = endsAt - Date.now();
  return within === 'past' ? leftMs <= 0 : leftMs > 0 && leftMs <= Number(within) * DAY_MS;
}

/** Rows that are equal in it stay in the table's own order. */
function comparer({ sort, order }: HoldingsQuery): (one: Holding, other: Holding) => number {
  const by = comparisons[sort];
  return order === 'desc' ? (one, other) => by(other, one) : by;
}

const comparisons = {
  // Ascending is "worst first": more risks stand before fewer.
  risk: (one: Holding, other: Holding) => other.risks.length - one.risks.length,
  owner: (one: Holding, other: Holding) => compareText(one.owner, other.owner),
  label: (one: Holding, other: Holding) => compareText(one.label, other.label),
  created: (one: Holding, other: Holding) => (one.createdAt ?? 0) - (other.createdAt ?? 0),
  expires: (one: Holding, other: Holding) => endOf(one) - endOf(other),
};

// Not localeCompare: that alone would cost a second over 100,000 rows.
function compareText(one: string, other: string): number {
  if (one === other) return 0;
  return one < other ? -1 : 1;
}

/** What never ends, or nobody knows of, stands last; two infinities would have no difference. */
function endOf({ endsAt }: Holding): number {
  return Math.min(endsAt ?? Infinity, Number.MAX_SAFE_INTEGER);
}

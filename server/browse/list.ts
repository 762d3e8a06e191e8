import type { Catalogue } from '../linode/catalogue.ts';
import type { LinodeClient } from '../linode/client.ts';
import { readEnvelope } from '../linode/envelope.ts';
import { LinodeError } from '../linode/errors.ts';
import type { Page } from '../linode/paging.ts';
import { valueAt, type Collection, type ListRow } from './collection.ts';
import { compare, toTest } from './evaluate.ts';
import type { Order, Wish } from './query.ts';
import { anyRow, fetchPage, fetchRows, toRows, walkPages, type WalkSource } from './walk.ts';

/** The portal's own filters look at this many rows of a list that is shown, at most. */
export const MAX_LOOKED_AT = 10_000;
const UPSTREAM_SIZE = 500;

export interface ListDeps {
  readonly linode: LinodeClient;
  readonly catalogue: Pick<Catalogue, 'rows'>;
}

export interface ListAnswer extends Page<ListRow> {
  /** How many rows the portal itself looked at, of how many; absent when Linode did everything. */
  readonly looked?: { readonly at: number; readonly of: number };
  /** When Linode gave the catalogue that this comes from, in milliseconds. */
  readonly asOf?: number;
  /** Why the asker's own part of a public list is missing. */
  readonly missing?: unknown;
}

interface Cut {
  readonly page: number;
  readonly size: number;
}

interface Part extends Cut {
  readonly wish: Wish;
}

/**
 * One page of a list. A page past the end gives the last one.
 *
 * @throws {LinodeError}
 */
export async function readList(
  deps: ListDeps,
  collection: Collection,
  part: Part,
): Promise<ListAnswer> {
  if (collection.catalogue !== undefined) return await cutCatalogue(deps, collection, part);
  if (!isLinodesWork(collection, part.wish)) return await cutWalk(deps, collection, part);
  const source = sourceOf(collection, part.wish, part.size);
  const asked = await fetchRows(deps.linode, source, part.page);
  return toSafe(collection, await orLast(deps.linode, source, { asked, page: part.page }));
}

/**
 * The same for a program: Linode's own bytes where they are the answer as they stand.
 *
 * @throws {LinodeError}
 */
export async function readListAsSent(
  deps: ListDeps,
  collection: Collection,
  part: Part,
): Promise<Buffer | ListAnswer> {
  const { catalogue, secret } = collection;
  const isAsSent = catalogue === undefined && secret === undefined;
  if (!isAsSent || !isLinodesWork(collection, part.wish))
    return await readList(deps, collection, part);
  const source = sourceOf(collection, part.wish, part.size);
  const body = await fetchPage(deps.linode, source, part.page);
  const envelope = body && readEnvelope(body);
  if (body && envelope && isWithin(envelope, part.page)) return body;
  return await orLast(deps.linode, source, { asked: body && toRows(body), page: part.page });
}

function isLinodesWork({ unpaged }: Collection, { ownFilter, ownOrder }: Wish): boolean {
  return unpaged !== true && ownFilter === undefined && ownOrder === undefined;
}

function isWithin({ pages }: { readonly pages: number }, page: number): boolean {
  return page <= Math.max(1, pages);
}

/** The page that was asked for, or the last one where the list has become shorter than that. */
async function orLast(
  linode: LinodeClient,
  source: WalkSource,
  { asked, page }: { readonly asked: Page<ListRow> | null; readonly page: number },
): Promise<Page<ListRow>> {
  if (asked !== null && isWithin(asked, page)) return asked;
  const first = asked ?? (await fetchRows(linode, source, 1));
  const last = await fetchRows(linode, source, Math.max(1, first?.pages ?? 1));
  return last ?? first ?? { data: [], page: 1, pages: 1, results: 0 };
}

/** Every row of the list, for a file, with at most a few of Linode's pages in memory. */
export async function* readRows(
  deps: ListDeps,
  collection: Collection,
  { wish, signal }: { readonly wish: Wish; readonly signal?: AbortSignal },
): AsyncGenerator<ListRow> {
  const strip = stripper(collection);
  if (collection.catalogue !== undefined) {
    const { rows, missing } = await catalogueRows(deps, collection);
    // Half a list must not look like a whole one.
    if (missing !== undefined) throw missing;
    for (const row of inOrder(rows.filter(toTest(wish.ownFilter)), wish.ownOrder)) yield strip(row);
    return;
  }
  const isWanted = toTest(wish.ownFilter);
  const source = sourceOf(collection, wish, UPSTREAM_SIZE);
  const pages = walkPages(deps.linode, source, { ...(signal !== undefined && { signal }) });
  if (wish.ownOrder !== undefined) {
    const rows: ListRow[] = [];
    for await (const { data } of pages) rows.push(...data.filter(isWanted));
    for (const row of inOrder(rows, wish.ownOrder)) yield strip(row);
    return;
  }
  for await (const { data } of pages) for (const row of data) if (isWanted(row)) yield strip(row);
}

/** One thing, without what is a secret of it. @throws {LinodeError} */
export async function getItem(
  linode: LinodeClient,
  collection: Collection,
  path: string,
): Promise<ListRow> {
  const item = await linode.call({ method: 'GET', path }, anyRow);
  return stripper(collection)(item);
}

/** X-Filter with its order; undefined when nothing is asked of Linode. */
export function toXFilter({ filter, order }: Pick<Wish, 'filter' | 'order'>): object | undefined {
  if (filter === undefined && order === undefined) return undefined;
  return {
    ...filter,
    ...(order !== undefined && { '+order_by': order.field, '+order': order.direction }),
  };
}

function sourceOf(collection: Collection, wish: Wish, size: number): WalkSource {
  return {
    path: collection.path,
    beta: collection.beta,
    pageSize: collection.unpaged ? undefined : size,
    filter: toXFilter(wish),
  };
}

/** Keeps no more than the page that is wanted, unless the portal has to put them in order itself. */
async function cutWalk(
  { linode }: ListDeps,
  collection: Collection,
  { wish, ...cut }: Part,
): Promise<ListAnswer> {
  const isWanted = toTest(wish.ownFilter);
  const source = sourceOf(collection, wish, UPSTREAM_SIZE);
  const window = wish.ownOrder === undefined ? toWindow(cut) : toSorted(cut, wish.ownOrder);
  const looked = { at: 0, of: 0 };
  for await (const { data, results } of walkPages(linode, source, { maxRows: MAX_LOOKED_AT })) {
    looked.at += data.length;
    looked.of = Math.max(looked.at, results);
    for (const row of data) if (isWanted(row)) window.add(row);
  }
  const isOwnWork = wish.ownFilter !== undefined || wish.ownOrder !== undefined;
  const isPartial = looked.at < looked.of;
  return {
    ...toSafe(collection, window.page()),
    ...((isOwnWork || isPartial) && { looked }),
  };
}

interface Window {
  add(row: ListRow): void;
  page(): Page<ListRow>;
}

function toWindow({ page, size }: Cut): Window {
  const start = (page - 1) * size;
  const rows: ListRow[] = [];
  let tail: ListRow[] = [];
  let count = 0;
  return {
    add(row) {
      if (count % size === 0) tail = [];
      tail.push(row);
      if (count >= start && count < start + size) rows.push(row);
      count += 1;
    },
    page() {
      const pages = Math.max(1, Math.ceil(count / size));
      const isPastEnd = page > pages;
      return {
        data: isPastEnd ? tail : rows,
        page: Math.min(page, pages),
        pages,
        results: count,
      };
    },
  };
}

function toSorted(cut: Cut, order: Order): Window {
  const rows: ListRow[] = [];
  return {
    add: (row) => void rows.push(row),
    page: () => cutRows(inOrder(rows, order), cut),
  };
}

function cutRows(rows: readonly ListRow[], { page, size }: Cut): Page<ListRow> {
  const pages = Math.max(1, Math.ceil(rows.length / size));
  const at = Math.min(page, pages);
  const data = rows.slice((at - 1) * size, at * size);
  return { data, page: at, pages, results: rows.length };
}

async function cutCatalogue(
  deps: ListDeps,
  collection: Collection,
  { wish, ...cut }: Part,
): Promise<ListAnswer> {
  const { rows, asOf, missing } = await catalogueRows(deps, collection);
  const wanted = inOrder(rows.filter(toTest(wish.ownFilter)), wish.ownOrder);
  return {
    ...toSafe(collection, cutRows(wanted, cut)),
    ...(asOf !== undefined && { asOf }),
    ...(missing !== undefined && { missing }),
  };
}

/**
 * The shared public rows and, where there are such, the asker's own by the asker's own token. That
 * token gets the public ones, too, for this asker alone, when Linode tells them to nobody without one.
 */
async function catalogueRows({ linode, catalogue }: ListDeps, collection: Collection) {
  const { path } = collection;
  const own = collection.catalogue?.own;
  const { derive = (row) => row } = collection;
  const [shared, mine] = await Promise.all([
    catalogue.rows(path).catch((error: unknown) => {
      if (own !== undefined && isForbidden(error)) return null;
      throw error;
    }),
    own === undefined ? [] : ownRows(linode, path, own).catch(toMissing),
  ]);
  if (shared === null) return { rows: await ownRows(linode, path, undefined) };
  const rows = shared.rows.map((row) => derive(row));
  if (!Array.isArray(mine)) return { rows, asOf: shared.at, missing: mine.missing };
  return { rows: [...mine, ...rows], asOf: shared.at };
}

function isForbidden(error: unknown): boolean {
  return error instanceof LinodeError && [401, 403].includes(error.status);
}

async function ownRows(
  linode: LinodeClient,
  path: string,
  filter: object | undefined,
): Promise<ListRow[]> {
  const rows: ListRow[] = [];
  for await (const { data } of walkPages(linode, { path, pageSize: UPSTREAM_SIZE, filter }))
    rows.push(...data);
  return rows;
}

function toMissing(error: unknown): { readonly missing: unknown } {
  if (error instanceof LinodeError) return { missing: error };
  throw error;
}

/** What is null stands last, whichever way. */
function inOrder(rows: readonly ListRow[], order: Order | undefined): readonly ListRow[] {
  if (order === undefined) return rows;
  const sign = order.direction === 'asc' ? 1 : -1;
  const keyed = rows.map((row) => ({ row, key: valueAt(row, order.field) ?? null }));
  return keyed
    .sort((a, b) => {
      if (a.key === null || b.key === null) return Number(a.key === null) - Number(b.key === null);
      return sign * compareWords(a.key, b.key);
    })
    .map(({ row }) => row);
}

const collator = new Intl.Collator('en', { numeric: true });

function compareWords(one: unknown, other: unknown): number {
  if (typeof one === 'string' && typeof other === 'string') return collator.compare(one, other);
  return compare(one, other);
}

function toSafe(collection: Collection, page: Page<ListRow>): Page<ListRow> {
  if (collection.secret === undefined) return page;
  return { ...page, data: page.data.map(stripper(collection)) };
}

/** Takes away what is a secret. */
function stripper({ secret = [] }: Collection): (row: ListRow) => ListRow {
  if (secret.length === 0) return (row) => row;
  return (row) =>
    Object.fromEntries(Object.entries(row).filter(([name]) => !secret.includes(name)));
}

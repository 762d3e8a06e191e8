import { setTimeout as sleep } from 'node:timers/promises';
import { readAs } from '../linode/answer.ts';
import type { LinodeClient } from '../linode/client.ts';
import { LinodeRefused, RateLimited } from '../linode/errors.ts';
import { pageOf, toListCall, type ListRequest, type Page } from '../linode/paging.ts';
import { anything } from '../linode/shapes.ts';
import { isRecord, type ListRow } from './collection.ts';

export interface WalkSource {
  readonly path: string;
  readonly beta?: true | undefined;
  /** Left out where Linode's document has none. */
  readonly pageSize: number | undefined;
  readonly filter: object | undefined;
}

export interface WalkOptions {
  /** The rows that are looked at, at most; the page that passes this is the last one. */
  readonly maxRows?: number;
  readonly signal?: AbortSignal;
}

/** Pages in memory at any time: the one that is read from, and those asked for ahead of it. */
const WINDOW = 4;
/** A wait that Linode asks for is kept up to this long, and so many times in one walk. */
const MAX_WAIT_SECONDS = 65;
const MAX_WAITS = 10;

export const anyRow = anything.transform((row): ListRow => (isRecord(row) ? row : { value: row }));

/** One page, whatever its rows are. A page past the end gives null. @throws {LinodeError} */
export async function fetchRows(
  linode: LinodeClient,
  source: WalkSource,
  page: number,
): Promise<Page<ListRow> | null> {
  const body = await fetchPage(linode, source, page);
  return body === null ? null : toRows(body);
}

export function toRows(body: Buffer): Page<ListRow> {
  return readAs(pageOf(anyRow), body);
}

/** The same as Linode sent it. */
export async function fetchPage(
  linode: LinodeClient,
  { path, beta, pageSize, filter }: WalkSource,
  page: number,
): Promise<Buffer | null> {
  const request: ListRequest = {
    filter,
    ...(pageSize !== undefined && { pageSize }),
    // Where no paging is documented, only what lies behind the first page has to be asked for.
    ...((pageSize !== undefined || page > 1) && { page }),
  };
  try {
    return await linode.fetch(toListCall({ path, beta }, request));
  } catch (error) {
    const isPastEnd = error instanceof LinodeRefused && error.status === 404 && page > 1;
    if (isPastEnd) return null;
    throw error;
  }
}

/**
 * All pages in order. A few are asked for ahead, as the reader takes those before; a reader who stops
 * stops that. What Linode's rate limit asks to wait is waited, within bounds, and then is an error.
 *
 * @throws {LinodeError}
 */
export async function* walkPages(
  linode: LinodeClient,
  source: WalkSource,
  { maxRows = Infinity, signal }: WalkOptions = {},
): AsyncGenerator<Page<ListRow>> {
  const fetchPage = patiently(signal, async (page) => await fetchRows(linode, source, page));
  const first = await fetchPage(1);
  if (first === null) return;
  yield first;
  const last = lastPage(first, maxRows);
  const ahead: Promise<Page<ListRow> | null>[] = [];
  let next = 2;
  try {
    while (next <= last || ahead.length > 0) {
      while (next <= last && ahead.length < WINDOW - 1) {
        const asked = fetchPage(next);
        // Its error is met when its turn comes; until then nobody listens.
        asked.catch(() => null);
        ahead.push(asked);
        next += 1;
      }
      const page = await ahead.shift();
      // The list has become shorter meanwhile.
      if (page === undefined || page === null || page.data.length === 0) return;
      yield page;
    }
  } finally {
    await Promise.allSettled(ahead);
  }
}

function lastPage({ pages, data }: Page<ListRow>, maxRows: number): number {
  if (data.length === 0) return 1;
  return Math.min(pages, Math.ceil(maxRows / data.length));
}

/** One wait holds back every call of a walk, not the one alone that was refused. */
function patiently<Result>(
  signal: AbortSignal | undefined,
  call: (page: number) => Promise<Result>,
): (page: number) => Promise<Result> {
  let waits = 0;
  let pause: Promise<void> = Promise.resolve();
  let resumesAt = 0;

  async function attempt(page: number): Promise<Result> {
    await pause;
    signal?.throwIfAborted();
    const sentAt = Date.now();
    try {
      return await call(page);
    } catch (error) {
      if (!(error instanceof RateLimited)) throw error;
      // Sent before the pause that another one of them began: that pause is for this one, too.
      if (sentAt >= resumesAt) beginPause(error);
      return await attempt(page);
    }
  }

  function beginPause(limit: RateLimited): void {
    const { retryAfterSeconds } = limit;
    waits += 1;
    if (waits > MAX_WAITS || retryAfterSeconds > MAX_WAIT_SECONDS) throw limit;
    const waitMs = Math.max(retryAfterSeconds, 1) * 1000;
    resumesAt = Date.now() + waitMs;
    // An abort ends it early; the next attempt sees that by itself.
    pause = sleep(waitMs, undefined, { ...(signal !== undefined && { signal }) }).catch(() => {});
  }

  return attempt;
}

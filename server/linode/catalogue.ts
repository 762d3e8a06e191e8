import { setTimeout as sleep } from 'node:timers/promises';
import { LRUCache } from 'lru-cache';
import { z } from 'zod';
import { unavailable } from './answer.ts';
import {
  availability,
  image,
  plan,
  region,
  type Availability,
  type Image,
  type Plan,
  type Region,
} from './catalogue-shapes.ts';
import { createLinodeClient, type LinodeClient } from './client.ts';
import { listAll } from './paging.ts';
import { anything, readableRows } from './shapes.ts';
import type { LinodeTransport } from './transport.ts';

/** What can be bought, where. The public lists are the same for everybody and are shared. */
export interface Catalogue {
  plans(): Promise<readonly Plan[]>;
  regions(): Promise<readonly Region[]>;
  availability(): Promise<readonly Availability[]>;
  /**
   * The images that one session's token sees: the public ones and its person's own. Not even a person's
   * sessions share them: what is wrong with the token of one is nothing to another.
   */
  images(linode: LinodeClient, session: string): Promise<readonly Image[]>;
  /** A public list as Linode sent it, by its path. @throws {LinodeError} when it was never had. */
  rows(path: string): Promise<PublicList>;
}

export type PublicRow = Readonly<Record<string, unknown>>;

export interface PublicList {
  readonly rows: readonly PublicRow[];
  /** When Linode gave it, in milliseconds. */
  readonly at: number;
}

/** Where replicas share what one of them fetched. It may fail or forget; the lists are public. */
export interface CatalogueStore {
  read(name: string): Promise<string | null>;
  write(name: string, text: string): Promise<void>;
  /** Whether the asker is to fetch a list for all replicas; for a moment the others are told no. */
  claim(name: string): Promise<boolean>;
}

const FRESH_MS = 10 * 60_000;
const IMAGES_FRESH_MS = 60_000;
/** Of all people together. */
const MAX_IMAGES = 20_000;

interface PublicSource {
  /** Left out where Linode's document has none. */
  readonly pageSize?: number;
  /** What may be kept of an answer: whatever is somebody's own never is. */
  readonly isPublic?: (row: PublicRow) => boolean;
}

const paged: PublicSource = { pageSize: 500 };

const sources: Readonly<Record<string, PublicSource>> = {
  '/linode/types': {},
  '/regions': {},
  '/regions/availability': {},
  '/linode/kernels': paged,
  '/images': { ...paged, isPublic: (row) => row['is_public'] === true },
  '/databases/engines': paged,
  '/databases/types': paged,
  '/lke/types': {},
  '/longview/subscriptions': paged,
  '/longview/types': {},
  '/network-transfer/prices': {},
  '/nodebalancers/types': {},
  '/object-storage/types': {},
  '/volumes/types': {},
};

const publicRow = anything.transform((row): PublicRow => {
  return typeof row === 'object' && row !== null ? { ...row } : { value: row };
});
const stored = z.object({ at: z.number(), rows: z.array(publicRow) });

/** Parallel misses share one call; a stale list serves while it is fetched anew, or cannot be. */
export function createCatalogue(transport: LinodeTransport, store = nowhere): Catalogue {
  const anonymous = createLinodeClient({
    transport: (call) => transport(call, null),
    tokens: noTokens,
  });

  async function fetchAnew(path: string, { pageSize, isPublic }: PublicSource) {
    const source = { path, item: publicRow };
    const all = await listAll(anonymous, source, pageSize === undefined ? {} : { pageSize });
    const list: PublicList = { at: Date.now(), rows: isPublic ? all.filter(isPublic) : all };
    await store.write(path, JSON.stringify(list)).catch(() => null);
    return list;
  }

  async function readKnown(path: string): Promise<PublicList | null> {
    return readStored(await store.read(path).catch(() => null));
  }

  /** What the replica that fetches a list brings; null when that takes too long, or comes to nothing. */
  async function fromAnother(path: string): Promise<PublicList | null> {
    const tooLate = Date.now() + WAIT_MS;
    while (Date.now() < tooLate) {
      await sleep(POLL_MS * (1 + Math.random()));
      const known = await readKnown(path);
      if (known !== null && isFresh(known)) return known;
    }
    return null;
  }

  /** What another replica has fetched lately, else Linode's own answer, else what was had before. */
  async function find(path: string): Promise<PublicList> {
    const source = sources[path];
    if (source === undefined) throw new TypeError(`${path} is no public list`);
    const known = await readKnown(path);
    if (known !== null && isFresh(known)) return known;
    const isMine = await store.claim(path).catch(() => true);
    const brought = isMine ? null : (known ?? (await fromAnother(path)));
    if (brought !== null) return brought;
    try {
      return await fetchAnew(path, source);
    } catch (error) {
      if (known === null) throw error;
      return known;
    }
  }

  const shared = new LRUCache<string, PublicList>({
    max: Object.keys(sources).length,
    ttl: FRESH_MS,
    allowStale: true,
    fetchMethod: async (path, stale, { options }) => {
      // The cache's own option for that hides the error where there is nothing stale to serve.
      const list = await find(path).catch((error: unknown) => {
        if (stale === undefined) throw error;
        return stale;
      });
      // Another replica's list is as old as it is; one that Linode did not renew is tried again soon.
      options.ttl = Math.max(RETRY_MS, list.at + FRESH_MS - Date.now());
      return list;
    },
  });
  const imagesOf = new LRUCache<string, readonly Image[], LinodeClient>({
    max: 1000,
    maxSize: MAX_IMAGES,
    sizeCalculation: ({ length }) => length + 1,
    ttl: IMAGES_FRESH_MS,
    fetchMethod: async (_, __, { context }) =>
      readRows(image, await listAll(context, { path: '/images', item: publicRow }, paged)),
  });

  const rows = async (path: string) => await shared.forceFetch(path);
  const plans = createReading(plan);
  const regions = createReading(region);
  const availabilities = createReading(availability);

  return {
    rows,
    plans: async () => plans(await rows('/linode/types')),
    regions: async () => regions(await rows('/regions')),
    availability: async () => availabilities(await rows('/regions/availability')),
    images: async (linode, session) => await imagesOf.forceFetch(session, { context: linode }),
  };
}

const RETRY_MS = 5000;
/** With what Linode itself may take, still no longer than a page may wait. */
const WAIT_MS = 1000;
const POLL_MS = 25;

function isFresh({ at }: PublicList): boolean {
  return Date.now() - at < FRESH_MS;
}

function readStored(text: string | null): PublicList | null {
  if (text === null) return null;
  try {
    return stored.parse(JSON.parse(text));
  } catch {
    // Written by another version, or broken: Linode is asked.
    return null;
  }
}

/** Reads each list once, however often it is used. */
function createReading<Item>(item: z.ZodType<Item>): (list: PublicList) => readonly Item[] {
  const read = new WeakMap<PublicList, readonly Item[]>();
  return (list) => {
    const known = read.get(list);
    if (known !== undefined) return known;
    const items = readRows(item, list.rows);
    read.set(list, items);
    return items;
  };
}

function readRows<Item>(item: z.ZodType<Item>, rows: readonly PublicRow[]): readonly Item[] {
  try {
    return readableRows(item, rows);
  } catch (error) {
    throw unavailable(200, 'Linode sent an answer of an unknown shape.', { cause: error });
  }
}

const nowhere: CatalogueStore = {
  read: async () => await Promise.resolve(null),
  write: async () => await Promise.resolve(),
  claim: async () => await Promise.resolve(true),
};

/** A public list that asks for a token is broken; it must not look like somebody's dead session. */
const noTokens = {
  access: async () => await Promise.resolve(''),
  renewed: async () => await Promise.reject(unavailable(401, 'Linode refused a public list.')),
};

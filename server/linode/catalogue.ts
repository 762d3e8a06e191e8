import { LRUCache } from 'lru-cache';
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
import type { LinodeTransport } from './transport.ts';

/** What can be bought, where. The public lists are the same for everybody and are shared. */
export interface Catalogue {
  plans(): Promise<readonly Plan[]>;
  regions(): Promise<readonly Region[]>;
  availability(): Promise<readonly Availability[]>;
  /** One person's images: the public ones and their own. Never shared between people. */
  images(linode: LinodeClient, username: string): Promise<readonly Image[]>;
}

const FRESH_MS = 10 * 60_000;
const IMAGES_FRESH_MS = 60_000;

/** Parallel misses share one call; a stale list serves while it is fetched anew, or cannot be. */
export function createCatalogue(transport: LinodeTransport): Catalogue {
  const anonymous = createLinodeClient({
    transport: (call) => transport(call, null),
    tokens: noTokens,
  });

  const lists = {
    plans: () => listAll(anonymous, { path: '/linode/types', item: plan }),
    regions: () => listAll(anonymous, { path: '/regions', item: region }),
    availability: () => listAll(anonymous, { path: '/regions/availability', item: availability }),
  };
  const shared = new LRUCache<string, readonly unknown[]>({
    max: 10,
    ttl: FRESH_MS,
    allowStale: true,
    allowStaleOnFetchRejection: true,
    fetchMethod: async (name) => await lists[name as keyof typeof lists](),
  });
  const imagesOf = new LRUCache<string, readonly Image[], LinodeClient>({
    max: 1000,
    ttl: IMAGES_FRESH_MS,
    fetchMethod: async (_, __, { context }) =>
      await listAll(context, { path: '/images', item: image }, { pageSize: 500 }),
  });

  // The name decides the list's type; the cache in between cannot say so.
  const sharedList = async <Item>(name: keyof typeof lists) =>
    (await shared.forceFetch(name)) as readonly Item[];

  return {
    plans: async () => await sharedList<Plan>('plans'),
    regions: async () => await sharedList<Region>('regions'),
    availability: async () => await sharedList<Availability>('availability'),
    images: async (linode, username) => await imagesOf.forceFetch(username, { context: linode }),
  };
}

/** A public list that asks for a token is broken; it must not look like somebody's dead session. */
const noTokens = {
  access: async () => await Promise.resolve(''),
  renewed: async () => await Promise.reject(unavailable(401, 'Linode refused a public list.')),
};

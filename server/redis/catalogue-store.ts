import type { CatalogueStore } from '../linode/catalogue.ts';
import type { RedisConnection } from './connection.ts';
import { keys } from './keys.ts';

/** A list that Linode cannot renew stays of use for a day. */
const KEPT_SECONDS = 24 * 3600;
const CLAIMED_MS = 3000;

/** Public lists, shared by all replicas. */
export function createCatalogueStore(redis: RedisConnection): CatalogueStore {
  return {
    read: async (name) => await redis.get(keys.cache(name)),
    async write(name, text) {
      await redis.set(keys.cache(name), text, 'EX', KEPT_SECONDS);
    },
    claim: async (name) =>
      (await redis.set(keys.cacheClaim(name), '1', 'PX', CLAIMED_MS, 'NX')) === 'OK',
  };
}

import type { RedisConnection } from './connection.ts';
import { keys } from './keys.ts';
import { script } from './script.ts';

/** Nobody has so many forms open; without an end, one person could fill the store with them. */
const MAX_DRAFTS = 50;
const KEPT_MS = 24 * 3_600_000;

/** Notes a person's draft by its key. Of more than a few, the oldest go that have not been sent. */
export type NoteDraft = (owner: string, key: string) => Promise<void>;

export function createNoteDraft(redis: RedisConnection): NoteDraft {
  return async (owner, key) => {
    const own = keys.draftsOf(owner);
    await redis.zadd(own, Date.now(), key);
    await redis.pexpire(own, KEPT_MS);
    const surplus = await redis.zrange(own, 0, -(MAX_DRAFTS + 1));
    await Promise.all(surplus.map(async (name) => await dropDraft(redis, [name], [])));
    if (surplus.length > 0) await redis.zrem(own, ...surplus);
  };
}

/** KEYS draft → 1 when it was one, and is gone. */
const dropDraft = script(`
  if redis.call('HGET', KEYS[1], 'state') ~= 'draft' then return 0 end
  return redis.call('DEL', KEYS[1])
`);

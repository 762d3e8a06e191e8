import { z } from 'zod';
import type { RedisConnection } from '../redis/connection.ts';
import { keys } from '../redis/keys.ts';
import type { Target } from './revocation-record.ts';

/** What an admin asks somebody to revoke by themselves, and why. */
export type Wish = z.infer<typeof wish>;

const wish = z.object({
  kind: z.enum(['pat', 'app']),
  id: z.string(),
  label: z.string(),
  by: z.string(),
  reason: z.string(),
  at: z.string(),
});

const KEPT_MS = 400 * 24 * 3_600_000;

export type Wishes = ReturnType<typeof createWishes>;

/** Requests of admins that wait for a token's owner: nobody else can end that token at Linode. */
export function createWishes(redis: RedisConnection) {
  return {
    async add(owner: string, wanted: Target & { by: string; reason: string }): Promise<void> {
      const { kind, id, label, by, reason } = wanted;
      const text = JSON.stringify({ kind, id, label, by, reason, at: new Date().toISOString() });
      const key = keys.wishes(owner);
      await redis.hset(key, `${kind}-${id}`, text);
      await redis.pexpire(key, KEPT_MS);
    },

    async of(owner: string): Promise<readonly Wish[]> {
      const found = await redis.hvals(keys.wishes(owner));
      return found.flatMap((text) => wish.safeParse(JSON.parse(text)).data ?? []);
    },

    async fulfil(owner: string, { kind, id }: Pick<Target, 'kind' | 'id'>): Promise<void> {
      await redis.hdel(keys.wishes(owner), `${kind}-${id}`);
    },
  };
}

import type { RedisConnection } from '../redis/connection.ts';
import { keys } from '../redis/keys.ts';

export type People = ReturnType<typeof createPeople>;

/** What the portal remembers of a username beyond any session. */
export function createPeople(redis: RedisConnection) {
  return {
    /** Raising it signs the person out everywhere. */
    async epochOf(username: string): Promise<number> {
      return Number((await redis.get(keys.epoch(username))) ?? 0);
    },

    /** From the next request on, no session of this person is alive on any replica. */
    async raiseEpoch(username: string): Promise<void> {
      await redis.incr(keys.epoch(username));
    },

    async blockedReason(username: string): Promise<string | null> {
      return await redis.get(keys.blocked(username));
    },

    async block(username: string, reason: string): Promise<void> {
      await redis.set(keys.blocked(username), reason);
    },

    async unblock(username: string): Promise<void> {
      await redis.del(keys.blocked(username));
    },

    /**
     * Remembers which Linode user a username is. A deleted user's name can be taken by somebody
     * else: another uid under a known name is refused. @returns whether this uid is the known one.
     */
    async isSamePerson(username: string, uid: number): Promise<boolean> {
      const key = keys.uid(username);
      if ((await redis.setnx(key, uid)) === 1) return true;
      return (await redis.get(key)) === String(uid);
    },
  };
}

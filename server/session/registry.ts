import type { Config } from '../config.ts';
import type { RedisConnection } from '../redis/connection.ts';
import { keys } from '../redis/keys.ts';
import { script } from '../redis/script.ts';

/** What the indexes need to know of a session. */
export interface IndexedSession {
  readonly vaultId: string;
  readonly username: string;
  readonly sidHash: string;
  readonly absoluteEnd: number;
}

const KEPT_MS = 400 * 24 * 3_600_000;

export type SessionRegistry = ReturnType<typeof createSessionRegistry>;

/**
 * The indexes of live sessions, scored by the moment at which something is due for them: their
 * next possible end while they live, the next attempt at revoking their tokens once they ended.
 */
export function createSessionRegistry(redis: RedisConnection, limits: Config['sessions']) {
  return {
    /**
     * Moves the idle end; of a session that ended a moment ago nothing is moved, so that its tokens stay
     * due. Each key in its own command: they live in different slots.
     */
    async extend(session: IndexedSession): Promise<void> {
      const now = Date.now();
      const endsAt = Math.min(now + limits.idleMs, session.absoluteEnd);
      const isMoved = await moveEnd(redis, [keys.sessions], [now, endsAt, session.vaultId]);
      if (isMoved !== 1) return;
      const own = keys.sessionsOf(session.username);
      await Promise.all([
        redis.pexpireat(keys.session(session.sidHash), endsAt),
        redis.zadd(own, endsAt, session.vaultId).then(() => redis.pexpire(own, limits.maxMs)),
      ]);
    },

    /** The person sees the session no more; its tokens are due for revocation now. */
    async retire(session: Omit<IndexedSession, 'absoluteEnd'>): Promise<void> {
      await Promise.all([
        redis.del(keys.session(session.sidHash)),
        redis.zrem(keys.sessionsOf(session.username), session.vaultId),
        redis.zrem(keys.sessionsFromNewAddress, session.vaultId),
        redis.zadd(keys.sessions, Date.now(), session.vaultId),
      ]);
    },

    /** @returns vault ids of the person's sessions beyond the allowed number, least used first. */
    async surplusOf(username: string): Promise<readonly string[]> {
      const own = keys.sessionsOf(username);
      await redis.zremrangebyscore(own, '-inf', Date.now());
      return await redis.zrange(own, 0, -(limits.perUser + 1));
    },

    /** Takes what is due, for `leaseMs`: another process takes it only if this one dies over it. */
    async takeDue(count: number, leaseMs: number): Promise<readonly string[]> {
      const now = Date.now();
      const due = await takeDue(redis, [keys.sessions], [now, now + leaseMs, count]);
      return Array.isArray(due) ? due.map(String) : [];
    },

    /** @returns how long the session's record has to live, in ms; 0 when it is gone. */
    async idleLeftMs(sidHash: string): Promise<number> {
      return Math.max(0, await redis.pttl(keys.session(sidHash)));
    },

    /** How many are live; one that has ended counts while Linode has not confirmed it. */
    async countLive(): Promise<number> {
      return await redis.zcount(keys.sessions, Date.now(), '+inf');
    },

    async dueAgainAt(vaultId: string, time: number): Promise<void> {
      await redis.zadd(keys.sessions, time, vaultId);
    },

    /** How it came out at Linode, for as long as the log is kept. */
    async noteRevocation(vaultId: string, outcome: 'confirmed' | 'failed'): Promise<void> {
      await redis.set(keys.revoked(vaultId), outcome, 'PX', KEPT_MS);
    },

    async revocationOf(vaultId: string): Promise<'confirmed' | 'failed' | null> {
      const outcome = await redis.get(keys.revoked(vaultId));
      return outcome === 'confirmed' || outcome === 'failed' ? outcome : null;
    },

    /** Vault ids of a person's sessions, the one that ends first in front. */
    async sessionsOf(username: string): Promise<readonly string[]> {
      return await redis.zrangebyscore(keys.sessionsOf(username), Date.now(), '+inf');
    },

    /** Remembers where a person signs in from, and which sessions began somewhere new. */
    async noteAddress(
      { vaultId, username, absoluteEnd }: Omit<IndexedSession, 'sidHash'>,
      address: string,
    ) {
      const known = keys.addressesOf(username);
      const [isNew, count] = [await redis.sadd(known, address), await redis.scard(known)];
      await redis.pexpire(known, KEPT_MS);
      // The very first address is nobody's surprise.
      if (isNew === 0 || count === 1) return;
      await redis.zadd(keys.sessionsFromNewAddress, absoluteEnd, vaultId);
      await redis.zremrangebyscore(keys.sessionsFromNewAddress, '-inf', Date.now());
    },

    /** Everything in the index, ended or not, in slices; each vault id at least once. */
    async *slices(count: number): AsyncGenerator<readonly string[]> {
      let cursor = '0';
      do {
        const [next, found] = await redis.zscan(keys.sessions, cursor, 'COUNT', count);
        cursor = next;
        yield found.filter((_, place) => place % 2 === 0);
      } while (cursor !== '0');
    },

    async forget(vaultId: string): Promise<void> {
      await redis.zrem(keys.sessions, vaultId);
    },
  };
}

/** KEYS sessions · ARGV now, ends at, vault id → 1, or 0 for what is due already. */
const moveEnd = script(`
  local dueAt = redis.call('ZSCORE', KEYS[1], ARGV[3])
  if dueAt and tonumber(dueAt) <= tonumber(ARGV[1]) then return 0 end
  redis.call('ZADD', KEYS[1], ARGV[2], ARGV[3])
  return 1
`);

/** KEYS sessions · ARGV now, leased until, count → vault ids. */
const takeDue = script(`
  local due = redis.call('ZRANGEBYSCORE', KEYS[1], '-inf', ARGV[1], 'LIMIT', 0, ARGV[3])
  for _, id in ipairs(due) do redis.call('ZADD', KEYS[1], ARGV[2], id) end
  return due
`);

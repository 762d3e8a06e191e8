import type { RedisConnection } from '../redis/connection.ts';
import { keys } from '../redis/keys.ts';

/** Which part of a list, by place. */
export interface Range {
  readonly start: number;
  readonly count: number;
}

export interface IndexPage {
  /** Vault ids. */
  readonly ids: readonly string[];
  /** Of the whole list. */
  readonly total: number;
}

/** Those of a sorted set with a score between these. */
interface Scored {
  readonly key: string;
  readonly min: number;
  readonly max: number | '+inf';
}

export type IndexPages = ReturnType<typeof createIndexPages>;

/**
 * Everybody's sessions as lists, read by place out of the sorted sets: a page costs what it shows,
 * however many sessions there are.
 *
 * @param idleMs a session's idle time, by which its next possible end tells its last use
 */
export function createIndexPages(redis: RedisConnection, idleMs: number) {
  async function pageOf({ key, min, max }: Scored, { start, count }: Range): Promise<IndexPage> {
    const [before, total] = await Promise.all([
      redis.zcount(key, '-inf', `(${min}`),
      redis.zcount(key, min, max),
    ]);
    const end = before + Math.min(start + count, total);
    const ids = before + start < end ? await redis.zrange(key, before + start, end - 1) : [];
    return { ids, total };
  }

  /** Whoever was used within the last `unusedMs` ends later than this. */
  const endOfUnused = (unusedMs: number) => Date.now() + idleMs - unusedMs;

  return {
    /** All, the one that ends last in front; with those whose tokens are still to be revoked. */
    async all({ start, count }: Range): Promise<IndexPage> {
      const [ids, total] = await Promise.all([
        count > 0 ? redis.zrange(keys.sessions, start, start + count - 1, 'REV') : [],
        redis.zcard(keys.sessions),
      ]);
      return { ids, total };
    },

    /** Those that nobody has used for so long, the longest in front. */
    async unused(unusedMs: number, range: Range): Promise<IndexPage> {
      return await pageOf(
        { key: keys.sessions, min: Date.now(), max: endOfUnused(unusedMs) },
        range,
      );
    },

    async fromNewAddress(range: Range): Promise<IndexPage> {
      return await pageOf(
        { key: keys.sessionsFromNewAddress, min: Date.now(), max: '+inf' },
        range,
      );
    },

    /** For each of these sessions, in their order, which of the two lists it is in. */
    async placesOf(ids: readonly string[], unusedMs: number) {
      if (ids.length === 0) return [];
      const [ends, expiries] = await Promise.all([
        redis.zmscore(keys.sessions, ...ids),
        redis.zmscore(keys.sessionsFromNewAddress, ...ids),
      ]);
      const [now, last] = [Date.now(), endOfUnused(unusedMs)];
      return ids.map((_, place) => ({
        isUnused: isBetween(ends[place], now, last),
        isFromNewAddress: isBetween(expiries[place], now, Infinity),
      }));
    },
  };
}

function isBetween(score: string | null | undefined, min: number, max: number): boolean {
  return score !== null && score !== undefined && Number(score) >= min && Number(score) <= max;
}

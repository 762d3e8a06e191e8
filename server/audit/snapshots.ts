import type { RedisConnection } from '../redis/connection.ts';
import { keys } from '../redis/keys.ts';
import { script } from '../redis/script.ts';
import { readDifference, type Difference } from './differences.ts';
import { readSnapshot, type Snapshot } from './snapshot.ts';

/** What becomes of a snapshot, and what changed by it. */
export interface SnapshotChange {
  readonly snapshot: Snapshot;
  readonly differences: readonly Difference[];
}

const KEPT_MS = 400 * 24 * 3_600_000;
const KEPT_DIFFERENCES = 1000;
const TRIES = 20;

export type Snapshots = ReturnType<typeof createSnapshots>;

/** The last look at each person's tokens, and what changed between looks, in Redis. */
export function createSnapshots(redis: RedisConnection) {
  async function keep(username: string, differences: readonly Difference[]): Promise<void> {
    if (differences.length === 0) return;
    const history = keys.inventoryHistory(username);
    const texts = differences.map((difference) => JSON.stringify(difference));
    await redis.lpush(history, ...texts);
    await redis.ltrim(history, 0, KEPT_DIFFERENCES - 1);
    await redis.pexpire(history, KEPT_MS);
    const told = texts.map((difference) => JSON.stringify({ owner: username, difference }));
    await redis.lpush(keys.inventoryChanges, ...told);
    await redis.ltrim(keys.inventoryChanges, 0, KEPT_DIFFERENCES - 1);
  }

  return {
    async read(username: string): Promise<Snapshot | null> {
      return readSnapshot(await redis.get(keys.inventory(username)));
    },

    /** What changed in one person's, newest first. */
    async differencesOf(username: string) {
      const found = await redis.lrange(keys.inventoryHistory(username), 0, -1);
      return found.flatMap(readDifference);
    },

    /** What changed in anybody's, newest first. */
    async newestDifferences(count: number) {
      const found = await redis.lrange(keys.inventoryChanges, 0, count - 1);
      return found.flatMap((text) => {
        // Written below.
        const { owner, difference } = JSON.parse(text) as { owner: string; difference: string };
        return readDifference(difference).map(({ at, words }) => ({ at, owner, words }));
      });
    },

    /**
     * Puts a new snapshot in the place of the one that it was made from: whoever was slower makes it
     * anew, from what the faster one left.
     *
     * @param next null: it stays as it is
     * @returns what is kept now
     */
    async change(
      username: string,
      next: (before: Snapshot | null) => SnapshotChange | null,
    ): Promise<Snapshot | null> {
      const key = keys.inventory(username);
      for (let tries = 0; tries < TRIES; tries += 1) {
        const text = await redis.get(key);
        const before = readSnapshot(text);
        const change = next(before);
        if (change === null) return before;
        const args = [text ?? '', JSON.stringify(change.snapshot), KEPT_MS];
        if ((await replaceIfSame(redis, [key], args)) !== 1) continue;
        // The change's number tells every replica what to read anew.
        await countChange(redis, [keys.inventories], [username.toLowerCase()]);
        await keep(username, change.differences);
        return change.snapshot;
      }
      throw new Error('the inventory changed faster than it could be written');
    },
  };
}

/** KEYS inventory · ARGV text before (empty for none), text now, life in ms → 1 when replaced. */
const replaceIfSame = script(`
  if (redis.call('GET', KEYS[1]) or '') ~= ARGV[1] then return 0 end
  redis.call('SET', KEYS[1], ARGV[2], 'PX', ARGV[3])
  return 1
`);

/** KEYS inventories · ARGV username: it gets a higher number than everybody else has. */
const countChange = script(`
  local last = redis.call('ZRANGE', KEYS[1], -1, -1, 'WITHSCORES')
  return redis.call('ZADD', KEYS[1], (last[2] or 0) + 1, ARGV[1])
`);

import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import type { Logger } from '../logger.ts';
import type { RedisConnection } from '../redis/connection.ts';
import { keys } from '../redis/keys.ts';
import { script } from '../redis/script.ts';
import type { Vault } from '../vault/vault.ts';
import type { SessionRegistry } from './registry.ts';

/** How many sessions' tokens lay under which key when they were counted last. */
export type SealingCount = z.infer<typeof sealingCount>;

const sealingCount = z.object({
  /** Epoch ms. */
  countedAt: z.number(),
  /** Sessions by key id; what could not be read at all is counted under the empty one. */
  sessions: z.record(z.string(), z.number()),
});

export interface SealingDeps {
  readonly redis: RedisConnection;
  readonly vault: Vault;
  readonly registry: SessionRegistry;
  /** The ring's key ids, the one that seals in front. */
  readonly kids: readonly [string, ...string[]];
  readonly logger: Logger;
}

export interface SealingState {
  readonly kids: readonly [string, ...string[]];
  /** Null before the first count. */
  readonly count: SealingCount | null;
}

const TICK_MS = 60_000;
const PERIOD_MS = 10 * 60_000;
const SLICE = 100;
/** Between two slices, so that people's requests come first. */
const PAUSE_MS = 10;

export type Sealing = ReturnType<typeof createSealing>;

/**
 * Walks over every session, seals with the ring's first key what lies under an older one, and leaves
 * the count by key id: that is how an admin knows when an old key can go.
 *
 * One replica walks in a period. While there are several keys each also walks when it starts: after the
 * last of them nothing lies under a key that only its predecessors put first.
 */
export function createSealing({ redis, vault, registry, kids, logger }: SealingDeps) {
  let timer: NodeJS.Timeout | null = null;
  let walking: Promise<void> = Promise.resolve();
  let isStopped = false;

  async function walkIfDue({ always }: { always: boolean }): Promise<void> {
    const isDue = (await takeTurn(redis, [keys.sealing], [Date.now(), PERIOD_MS])) === 1;
    if (!isDue && !always) return;
    let isDone = false;
    try {
      isDone = await walk();
    } finally {
      // Not to the end: whoever looks next begins anew.
      if (!isDone) await redis.hdel(keys.sealing, 'dueAt');
    }
  }

  /** @returns false when this process stopped before the end. */
  async function walk(): Promise<boolean> {
    const seen = new Set<string>();
    const sessions: Record<string, number> = Object.fromEntries(kids.map((kid) => [kid, 0]));
    for await (const slice of registry.slices(SLICE)) {
      if (isStopped) return false;
      const fresh = slice.filter((id) => !seen.has(id));
      for (const id of fresh) seen.add(id);
      const found = await Promise.all(fresh.map(async (id) => await vault.reseal(id)));
      for (const kid of found.flatMap((own) => [...own])) sessions[kid] = (sessions[kid] ?? 0) + 1;
      await sleep(PAUSE_MS);
    }
    await redis.hset(keys.sealing, 'count', JSON.stringify({ countedAt: Date.now(), sessions }));
    return true;
  }

  const begin = (when: { always: boolean }) => {
    walking = walkIfDue(when).catch((error: unknown) => {
      logger.warn({ err: error }, 'sealing: not walked to the end, will try again');
    });
  };

  return {
    start(): void {
      begin({ always: kids.length > 1 });
      timer = setInterval(() => begin({ always: false }), TICK_MS);
      timer.unref();
    },

    async state(): Promise<SealingState> {
      const text = await redis.hget(keys.sealing, 'count');
      const parsed = text === null ? null : sealingCount.safeParse(JSON.parse(text));
      return { kids, count: parsed?.data ?? null };
    },

    async stop(): Promise<void> {
      if (timer !== null) clearInterval(timer);
      isStopped = true;
      await walking;
    },
  };
}

/** KEYS sealing · ARGV now, period in ms → 1 for whoever is to walk. */
const takeTurn = script(`
  local dueAt = tonumber(redis.call('HGET', KEYS[1], 'dueAt') or '0')
  if dueAt > tonumber(ARGV[1]) then return 0 end
  redis.call('HSET', KEYS[1], 'dueAt', ARGV[1] + ARGV[2])
  return 1
`);

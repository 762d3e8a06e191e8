import { z } from 'zod';
import type { Logger } from '../logger.ts';
import type { RedisConnection } from '../redis/connection.ts';
import { keys } from '../redis/keys.ts';

/** The last thing a session did. Time in epoch ms. */
export type Use = z.infer<typeof use>;

const use = z
  .object({
    lastUsedAt: z.number(),
    /** Method and route pattern, such as `GET /linodes/:id`: never what stood in the address. */
    lastAction: z.string(),
    address: z.string(),
    agent: z.string(),
  })
  .readonly();

export interface SeenSession {
  readonly vaultId: string;
  readonly absoluteEnd: number;
}

const PERIOD_MS = 5000;
const MAX_WAITING = 10_000;
const MAX_AGENT = 300;
/** As long as a vault is kept after its session. */
const KEPT_AFTER_END_MS = 24 * 3_600_000;

export type Seen = ReturnType<typeof createSeen>;

/**
 * When, from where and with what each session was used last. Kept in this process and written every
 * few seconds, one command a session: never a write per request.
 */
export function createSeen(redis: RedisConnection, logger: Logger) {
  let waiting = new Map<string, { use: Use; endsAt: number }>();
  let dropped = 0;
  let timer: NodeJS.Timeout | null = null;

  async function write(vaultId: string, entry: { use: Use; endsAt: number }): Promise<boolean> {
    try {
      const text = JSON.stringify(entry.use);
      await redis.set(keys.seen(vaultId), text, 'PXAT', entry.endsAt);
      return true;
    } catch {
      // Told once for all of them, by the caller.
      if (!waiting.has(vaultId) && waiting.size < MAX_WAITING) waiting.set(vaultId, entry);
      return false;
    }
  }

  /** Never fails: what could not be written waits for the next time. */
  async function flush(): Promise<void> {
    const batch = waiting;
    waiting = new Map();
    const written = await Promise.all(
      [...batch].map(async ([id, entry]) => await write(id, entry)),
    );
    const failed = written.filter((isWritten) => !isWritten).length;
    if (failed > 0 || dropped > 0)
      logger.warn({ failed, dropped }, 'seen: last uses not written yet');
    dropped = 0;
  }

  return {
    note({ vaultId, absoluteEnd }: SeenSession, { agent, ...facts }: Use): void {
      if (!waiting.has(vaultId) && waiting.size >= MAX_WAITING) {
        dropped += 1;
        return;
      }
      const latest = { ...facts, agent: agent.slice(0, MAX_AGENT) };
      waiting.set(vaultId, { use: latest, endsAt: absoluteEnd + KEPT_AFTER_END_MS });
    },

    async read(vaultId: string): Promise<Use | null> {
      const latest = waiting.get(vaultId);
      if (latest !== undefined) return latest.use;
      const text = await redis.get(keys.seen(vaultId));
      return text === null ? null : (use.safeParse(JSON.parse(text)).data ?? null);
    },

    flush,

    start(): void {
      timer = setInterval(() => void flush(), PERIOD_MS);
      timer.unref();
    },

    async close(): Promise<void> {
      if (timer !== null) clearInterval(timer);
      await flush();
    },
  };
}

import { z } from 'zod';
import type { LinodeClient } from '../linode/client.ts';
import { LinodeError, LinodeRefused } from '../linode/errors.ts';
import { listLinodeEvents } from '../linode/events.ts';
import { getLinode } from '../linode/instances.ts';
import type { RedisConnection } from '../redis/connection.ts';
import { keys } from '../redis/keys.ts';

/** What was last seen of one Linode. `status` is Linode's word, or `deleted`. */
export type LinodeSnapshot = z.infer<typeof snapshot>;

const snapshot = z.object({
  status: z.string(),
  percent: z.number().nullable(),
  ipv4: z.string(),
  checkedAt: z.number(),
});

/**
 * Linode is asked about one Linode this often at the most, however many people watch it. A little less
 * than the two seconds between a stream's looks, so that a look does not just miss its turn.
 */
export const POLL_MS = 1800;
const KEPT_MS = 60_000;

const resting = new Set(['running', 'offline', 'stopped', 'deleted', 'billing_suspension']);

export function isResting(status: string): boolean {
  return resting.has(status);
}

export type LinodeWatch = ReturnType<typeof createLinodeWatch>;

/**
 * The state of a Linode for all who watch it, on every replica: whoever comes first in a period asks
 * Linode, with their own token, and leaves the answer for the others.
 */
export function createLinodeWatch(redis: RedisConnection) {
  return {
    /** @returns the newest snapshot; null when nobody has got an answer yet. */
    async look(linode: LinodeClient, id: number): Promise<LinodeSnapshot | null> {
      const key = keys.linode(id);
      const isMyTurn = (await redis.set(keys.watch(key), '1', 'PX', POLL_MS, 'NX')) === 'OK';
      const seen = isMyTurn ? await ask(linode, id) : null;
      if (seen === null) return readSnapshot(await redis.get(key));
      // "Not found" may be about the one who asked rather than about the Linode: theirs alone.
      if (seen.status !== 'deleted') await redis.set(key, JSON.stringify(seen), 'PX', KEPT_MS);
      return seen;
    },

    /** After an act of ours, the next look must not be answered from before it. */
    async forget(id: number): Promise<void> {
      await Promise.all([redis.del(keys.linode(id)), redis.del(keys.watch(keys.linode(id)))]);
    },
  };
}

async function ask(linode: LinodeClient, id: number): Promise<LinodeSnapshot | null> {
  try {
    const { status, ipv4 } = await getLinode(linode, id);
    const percent = isResting(status) ? null : await percentOf(linode, id);
    return { status, percent, ipv4: ipv4[0] ?? '', checkedAt: Date.now() };
  } catch (error) {
    if (error instanceof LinodeRefused && error.status === 404)
      return { status: 'deleted', percent: null, ipv4: '', checkedAt: Date.now() };
    // Whoever watches keeps what was seen last; its time says how old that is.
    if (error instanceof LinodeError && error.status !== 401) return null;
    throw error;
  }
}

/** Progress is an extra: without the scope for events, the word has to do. */
async function percentOf(linode: LinodeClient, id: number): Promise<number | null> {
  try {
    const events = await listLinodeEvents(linode, id);
    const running = events.find(({ status }) => status === 'started' || status === 'scheduled');
    return running?.percent_complete ?? null;
  } catch (error) {
    if (error instanceof LinodeError) return null;
    throw error;
  }
}

function readSnapshot(text: string | null): LinodeSnapshot | null {
  if (text === null) return null;
  const parsed = snapshot.safeParse(JSON.parse(text));
  return parsed.success ? parsed.data : null;
}

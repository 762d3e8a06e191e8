import { randomUUID } from 'node:crypto';
import type { RedisConnection } from '../redis/connection.ts';
import { keys } from '../redis/keys.ts';
import { script } from '../redis/script.ts';
import { GENESIS, hashEntry, readChainEntry, type ChainEntry } from './chain-entry.ts';

export interface ChainHead {
  /** Number of the last entry; 0 for an empty chain. */
  readonly seq: number;
  readonly hash: string;
}

/** What happened; the names that an entry gives itself are not the event's to use. */
type Event = Readonly<Record<string, unknown>> & {
  readonly [own in 'seq' | 'entry' | 'at']?: never;
};

interface Waiting {
  readonly id: string;
  readonly event: Event;
  readonly done: (error?: Error) => void;
}

const BATCH = 50;
const TRIES = 8;

export type Chain = ReturnType<typeof createChain>;

/**
 * The append-only log: a stream in which every entry carries the hash of the one before it, so that
 * nothing can be changed or taken out unnoticed.
 *
 * The portal hashes; one script compares the last hash and appends. Whoever was slower hashes anew.
 */
export function createChain(redis: RedisConnection) {
  const queue: Waiting[] = [];
  let head: ChainHead | null = null;
  let isWriting = false;

  async function writeAll(): Promise<void> {
    if (isWriting) return;
    isWriting = true;
    while (queue.length > 0) await writeBatch(queue.splice(0, BATCH));
    isWriting = false;
  }

  async function writeBatch(batch: readonly Waiting[]): Promise<void> {
    try {
      await append(batch);
      for (const { done } of batch) done();
    } catch (error) {
      head = null;
      const written = await idsNearHead(redis).catch(() => new Set<string>());
      const failure = error instanceof Error ? error : new Error('the log could not be written');
      // The answer may have been lost after the entry was written: its own id tells.
      for (const { id, done } of batch) done(written.has(id) ? undefined : failure);
    }
  }

  async function append(batch: readonly Waiting[]): Promise<void> {
    for (let tries = 0; tries < TRIES; tries += 1) {
      const from = head ?? (await readHead(redis));
      const { args, next } = linked(from, batch);
      const reply = await appendIfHead(redis, [keys.audit], [from.hash, ...args]);
      head = reply === 1 ? next : null;
      if (reply === 1) return;
    }
    throw new Error('the log moved on faster than it could be written');
  }

  return {
    /** @throws when the entry could not be written. */
    async add(event: Event): Promise<void> {
      await new Promise<void>((resolve, reject) => {
        const done = (error?: Error) => (error ? reject(error) : resolve());
        queue.push({ id: randomUUID(), event, done });
        void writeAll();
      });
    },

    head: async () => await readHead(redis),

    count: async () => await redis.xlen(keys.audit),

    /** Newest first, older than `before`. */
    async newest(count: number, before = '+'): Promise<readonly ChainEntry[]> {
      const end = before === '+' ? '+' : `(${before}`;
      return toEntries(await redis.xrevrange(keys.audit, end, '-', 'COUNT', count));
    },

    /** Oldest first, younger than `after`. */
    async oldest(count: number, after = '-'): Promise<readonly ChainEntry[]> {
      const start = after === '-' ? '-' : `(${after}`;
      return toEntries(await redis.xrange(keys.audit, start, '+', 'COUNT', count));
    },
  };
}

/** The batch as the script's arguments, each entry linked to the one before. */
function linked(from: ChainHead, batch: readonly Waiting[]) {
  const args: string[] = [];
  let { seq, hash } = from;
  for (const { id, event } of batch) {
    seq += 1;
    const text = JSON.stringify({ seq, entry: id, at: new Date().toISOString(), ...event });
    const prev = hash;
    hash = hashEntry(prev, text);
    args.push(text, hash, prev);
  }
  return { args, next: { seq, hash } };
}

async function readHead(redis: RedisConnection): Promise<ChainHead> {
  const [last] = toEntries(await redis.xrevrange(keys.audit, '+', '-', 'COUNT', 1));
  return last === undefined ? { seq: 0, hash: GENESIS } : { seq: last.body.seq, hash: last.hash };
}

async function idsNearHead(redis: RedisConnection): Promise<Set<string>> {
  const entries = toEntries(await redis.xrevrange(keys.audit, '+', '-', 'COUNT', BATCH * 4));
  return new Set(entries.map(({ body }) => body.entry));
}

function toEntries(found: readonly [string, string[]][]): readonly ChainEntry[] {
  return found
    .map(([cursor, fields]) => readChainEntry(cursor, fields))
    .filter((entry) => entry !== null);
}

/**
 * KEYS audit · ARGV the hash that must be last, then text, hash, prev of each entry → 1, or 0. A call
 * that is sent once more because its answer was lost finds its own last entry among the newest.
 */
const appendIfHead = script(`
  local head = string.rep('0', 64)
  local newest = redis.call('XREVRANGE', KEYS[1], '+', '-', 'COUNT', 20)
  for at, entry in ipairs(newest) do
    local fields = entry[2]
    for i = 1, #fields, 2 do
      if fields[i] == 'hash' then
        if fields[i + 1] == ARGV[#ARGV - 1] then return 1 end
        if at == 1 then head = fields[i + 1] end
      end
    end
    if head == ARGV[1] then break end
  end
  if head ~= ARGV[1] then return 0 end
  for i = 2, #ARGV, 3 do
    redis.call('XADD', KEYS[1], '*', 'body', ARGV[i], 'hash', ARGV[i + 1], 'prev', ARGV[i + 2])
  end
  return 1
`);

import type { Chain } from './chain.ts';
import { GENESIS, hashEntry, type ChainEntry } from './chain-entry.ts';

/** How far the log has been followed by this process, and whether it held. */
export interface ChainCheck {
  readonly intact: boolean;
  readonly upTo: number;
  readonly reason?: string;
}

type Log = Pick<Chain, 'oldest' | 'head'>;

/** A way along the chain: the last entry that was met, and what did not hold after it. */
interface Walk {
  readonly prev: string;
  readonly cursor: string;
  readonly seq: number;
  readonly isAtEnd: boolean;
  readonly broken: ChainCheck | null;
}

const BATCH = 1000;
/** Of what was not met yet, and of what may have been changed since: so much at each look. */
const FORWARD = 20_000;
const AGAIN = 5000;

const beginning: Walk = { prev: GENESIS, cursor: '-', seq: 0, isAtEnd: false, broken: null };

/**
 * Follows the chain from where it was last followed to, and a part of it from the beginning once more:
 * what lies behind may be changed, too. A look at the log costs a bounded way, however long it is.
 */
export function createChainCheck(chain: Log): () => Promise<ChainCheck> {
  let forward = beginning;
  let again = beginning;
  let broken: ChainCheck | null = null;

  return async () => {
    // Looks may overlap: each goes its own way from here, and leaves where it came to.
    const isFirst = forward === beginning;
    const walks = await Promise.all([
      follow(chain, forward, FORWARD),
      isFirst ? beginning : follow(chain, again, AGAIN),
    ]);
    forward = walks[0];
    again = walks[1].isAtEnd ? beginning : walks[1];
    broken ??= walks[0].broken ?? walks[1].broken ?? (await lossOf(chain, forward));
    return broken ?? { intact: true, upTo: forward.seq };
  };
}

async function follow(chain: Log, from: Walk, most: number): Promise<Walk> {
  let walk = from;
  for (let read = 0; walk.broken === null && read < most; read += BATCH) {
    const entries = await chain.oldest(BATCH, walk.cursor);
    for (const entry of entries) {
      walk = step(walk, entry);
      if (walk.broken !== null && (await isOldest(chain, entry))) walk = step(beginning, entry);
      if (walk.broken !== null) break;
    }
    if (entries.length < BATCH) return { ...walk, isAtEnd: true };
  }
  return walk;
}

/** Entries at the end that were there before. */
async function lossOf(chain: Log, { seq }: Walk): Promise<ChainCheck | null> {
  const head = await chain.head();
  if (head.seq >= seq) return null;
  const reason = `The entries after ${head.seq} were there, and are gone`;
  return { intact: false, upTo: head.seq, reason };
}

/** What lay between may have been trimmed since the chain was followed as far as that. */
async function isOldest(chain: Log, { cursor }: ChainEntry): Promise<boolean> {
  const [oldest] = await chain.oldest(1);
  return oldest?.cursor === cursor;
}

function step(walk: Walk, { prev, hash, cursor, body }: ChainEntry): Walk {
  const { seq } = body;
  // A chain that was trimmed begins in the middle: its first entry vouches for what was before.
  const isStart = walk.cursor === '-' && seq > 1;
  const before = isStart ? prev : walk.prev;
  const isNext = prev === before && (isStart || seq === walk.seq + 1);
  const isWhole = hashEntry(before, JSON.stringify(body)) === hash;
  if (isNext && isWhole) return { ...walk, prev: hash, cursor, seq };
  const wrong = isNext ? 'it does not match its hash' : 'it does not follow the one before';
  const broken = { intact: false, upTo: seq, reason: `Entry ${seq}: ${wrong}` };
  return { ...walk, broken };
}

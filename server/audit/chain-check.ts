import type { Chain } from './chain.ts';
import { GENESIS, hashEntry } from './chain-entry.ts';

/** How far the log has been followed by this process, and whether it held. */
export interface ChainCheck {
  readonly intact: boolean;
  readonly upTo: number;
  readonly reason?: string;
}

const BATCH = 1000;
const PER_CHECK = 20_000;

/**
 * Follows the chain from where it was last followed to, a bounded way at a time, so that looking at the
 * log never costs more than its newest part.
 */
export function createChainCheck(chain: Chain): () => Promise<ChainCheck> {
  let prev = GENESIS;
  let cursor = '-';
  let seq = 0;
  let broken: ChainCheck | null = null;

  return async () => {
    for (let read = 0; broken === null && read < PER_CHECK; read += BATCH) {
      const entries = await chain.oldest(BATCH, cursor);
      for (const entry of entries) {
        // A chain that was trimmed begins in the middle: its first entry vouches for what was before.
        const isStart = cursor === '-' && entry.body.seq > 1;
        const before = isStart ? entry.prev : prev;
        const isLinked =
          entry.prev === before && entry.body.seq === (isStart ? entry.body.seq : seq + 1);
        const isWhole = hashEntry(before, JSON.stringify(entry.body)) === entry.hash;
        if (!isLinked || !isWhole) {
          const reason = isLinked
            ? 'it does not match its hash'
            : 'it does not follow the one before';
          broken = {
            intact: false,
            upTo: entry.body.seq,
            reason: `Entry ${entry.body.seq}: ${reason}`,
          };
          break;
        }
        ({ hash: prev, cursor } = entry);
        ({ seq } = entry.body);
      }
      if (entries.length < BATCH) break;
    }
    return broken ?? { intact: true, upTo: seq };
  };
}

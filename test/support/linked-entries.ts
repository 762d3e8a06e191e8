import { GENESIS, hashEntry, type ChainEntry } from '../../server/audit/chain-entry.ts';

/** Entries of a log as the portal would have written them, a minute apart, the first one at `from`. */
export function linkedEntries(count: number, from = Date.parse('2026-01-01T00:00:00Z')) {
  const entries: ChainEntry[] = [];
  let prev = GENESIS;
  for (let seq = 1; seq <= count; seq += 1) {
    const time = from + seq * 60_000;
    const at = new Date(time).toISOString();
    const entry = linkedTo(prev, { seq, entry: `e-${seq}`, at, type: 'test' }, `${time}-0`);
    entries.push(entry);
    prev = entry.hash;
  }
  return entries;
}

/** An entry with a hash that holds after `prev`. */
export function linkedTo(prev: string, body: ChainEntry['body'], cursor: string): ChainEntry {
  return { cursor, prev, hash: hashEntry(prev, JSON.stringify(body)), body };
}

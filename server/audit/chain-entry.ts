import { createHash } from 'node:crypto';
import { z } from 'zod';

/** One entry of the log: what happened, and its place in the chain. */
export interface ChainEntry {
  /** The stream's own id, `<ms>-<n>`: a cursor for reading on. */
  readonly cursor: string;
  readonly prev: string;
  readonly hash: string;
  readonly body: EntryBody;
}

export type EntryBody = z.infer<typeof entryBody>;

const entryBody = z.looseObject({
  seq: z.number(),
  /** Tells an entry that was written from one that was not, after an answer was lost. */
  entry: z.string().default(''),
  at: z.string(),
  type: z.string(),
});

/** What stands before the first entry. */
export const GENESIS = '0'.repeat(64);

/** The hash of an entry: over the one before it and the exact text of this one. */
export function hashEntry(prev: string, text: string): string {
  return createHash('sha256').update(`${prev}\n${text}`).digest('hex');
}

/** @returns null for a stream entry that is none of ours. */
export function readChainEntry(cursor: string, fields: readonly string[]): ChainEntry | null {
  const named = new Map<string, string>();
  for (let index = 0; index + 1 < fields.length; index += 2)
    named.set(fields[index] ?? '', fields[index + 1] ?? '');
  const [text, hash, prev] = [named.get('body'), named.get('hash'), named.get('prev')];
  if (text === undefined || hash === undefined || prev === undefined) return null;
  const parsed = entryBody.safeParse(JSON.parse(text));
  return parsed.success ? { cursor, prev, hash, body: parsed.data } : null;
}

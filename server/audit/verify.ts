import { hashEntry } from './chain-entry.ts';

/** A link of an exported chain: whole, or only its hash where the extract leaves the entry out. */
export interface ExportedLink {
  readonly hash: string;
  readonly entry?: Readonly<Record<string, unknown>> | undefined;
}

export type Verdict =
  | { readonly intact: true; readonly entries: number; readonly head: string }
  | { readonly intact: false; readonly at: number; readonly reason: string };

/**
 * Follows an exported chain from the hash before its first link: every whole entry must hash, with the
 * one before, to what stands beside it.
 *
 * @param at index (from 0) of the first broken link in the answer
 */
export function verifyLinks(links: readonly ExportedLink[], start: string): Verdict {
  let prev = start;
  let entries = 0;
  for (const [at, { hash, entry }] of links.entries()) {
    // JSON.parse keeps the order of members, so that the text can be made again to the letter.
    const isBroken = entry !== undefined && hashEntry(prev, JSON.stringify(entry)) !== hash;
    if (isBroken) return { intact: false, at, reason: 'the entry does not match its hash' };
    if (entry !== undefined) entries += 1;
    prev = hash;
  }
  return { intact: true, entries, head: prev };
}

import { readScopes, type ScopeSet } from '../linode/scopes.ts';
import { isNever } from '../linode/tokens.ts';
import type { Organisation } from './organisation.ts';
import type { Risk } from './risks.ts';
import type { Snapshot } from './snapshot.ts';

/** A token somebody holds, with what the rules say of it. Times in epoch ms. */
export interface Holding {
  /** `pat-123@owner`: names the token in URLs and exports. */
  readonly ref: string;
  readonly owner: string;
  /** `event`: nobody's list has it, only the account's events. */
  readonly kind: 'pat' | 'app' | 'event';
  readonly id: number;
  readonly label: string;
  readonly prefix: string;
  readonly scopes: string | null;
  /** The same, read. */
  readonly allows: ScopeSet | null;
  readonly createdAt: number | null;
  /** Infinity: never. Null: not reported. */
  readonly endsAt: number | null;
  readonly website: string;
  /** When its owner's account last told of it. */
  readonly seenAt: string;
  /** Label, prefix and owner in lower case: what a search looks into. */
  readonly words: string;
  readonly risks: readonly Risk[];
}

export type Unassessed = Omit<Holding, 'risks'>;

/** What a person held when it was last looked at. */
export function toHoldings({ username, takenAt, tokens }: Snapshot): readonly Unassessed[] {
  return tokens.map(({ kind, id, label, prefix, scopes, createdAt, expiresAt, website }) => ({
    ref: `${kind}-${id}@${username}`,
    owner: username,
    kind,
    id,
    label,
    prefix,
    scopes,
    allows: readScopes(scopes),
    createdAt: createdAt === '' ? null : Date.parse(createdAt),
    endsAt: isNever(expiresAt) ? Infinity : Date.parse(expiresAt),
    website,
    seenAt: takenAt,
    words: toWords(label, prefix, username),
  }));
}

/** Created by the account's events, and neither held nor known to be gone in anybody's snapshot. */
export function shadowTokens(
  snapshots: ReadonlyMap<string, Snapshot>,
  { tokenEvents, takenAt }: Organisation,
): readonly Unassessed[] {
  const untold = new Map((tokenEvents ?? []).map((event) => [event.tokenId, event]));
  for (const { tokens, gone } of snapshots.values())
    for (const { kind, id } of [...tokens, ...gone]) if (kind === 'pat') untold.delete(id);
  const isSeenSince = (username: string, at: string) =>
    (snapshots.get(username.toLowerCase())?.takenAt ?? '') > at;
  return [...untold.values()]
    .filter(({ username, createdAt }) => !isSeenSince(username, createdAt))
    .map(({ tokenId, label, username, createdAt }) => ({
      ref: `event-${tokenId}@${username}`,
      owner: username,
      kind: 'event' as const,
      id: tokenId,
      label,
      prefix: '',
      scopes: null,
      allows: null,
      createdAt: createdAt === '' ? null : Date.parse(createdAt),
      endsAt: null,
      website: '',
      seenAt: takenAt,
      words: toWords(label, '', username),
    }));
}

function toWords(...texts: readonly string[]): string {
  // No text has a line break that a search could contain.
  return texts.join('\n').toLowerCase();
}

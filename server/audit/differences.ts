import { z } from 'zod';
import type { GoneToken, HeldToken, Snapshot } from './snapshot.ts';
import type { SnapshotChange } from './snapshots.ts';

/** What changed between two looks at one person's tokens. */
export type Difference = z.infer<typeof difference>;

const difference = z.object({
  at: z.string(),
  change: z.enum(['added', 'removed', 'renamed', 'rescoped']),
  kind: z.enum(['pat', 'app']),
  id: z.number(),
  label: z.string(),
  before: z.string().optional(),
  after: z.string().optional(),
});

const verbs = {
  added: ({ after }: Difference) => `appeared, with ${after || 'no scopes stated'}`,
  removed: () => 'is gone',
  renamed: ({ before }: Difference) => `was called ${before} before`,
  rescoped: ({ before, after }: Difference) => `changed from ${before} to ${after}`,
};

/** A kept difference, and the sentence it makes; none for what cannot be read. */
export function readDifference(text: string): (Difference & { words: string })[] {
  const parsed = difference.safeParse(JSON.parse(text));
  if (!parsed.success) return [];
  const { kind, label, change } = parsed.data;
  const noun = kind === 'pat' ? 'Token' : 'App';
  return [{ ...parsed.data, words: `${noun} “${label}” ${verbs[change](parsed.data)}` }];
}

const KEPT_GONE = 200;

/** The next snapshot: what is held now, and what is held no more together with when that showed. */
export function nextSnapshot(
  before: Snapshot | null,
  now: Pick<Snapshot, 'username' | 'takenAt' | 'tokens'>,
): SnapshotChange {
  const revoked = new Set((before?.gone ?? []).filter(isRevokedSince(now.takenAt)).map(keyOf));
  const known = new Map((before?.tokens ?? []).map((token) => [keyOf(token), token]));
  const tokens = now.tokens
    // Linode's list can be older than the proof that one of them is gone.
    .filter((token) => !revoked.has(keyOf(token)))
    .map((token) => ({
      ...token,
      firstSeenAt: known.get(keyOf(token))?.firstSeenAt ?? now.takenAt,
    }));
  const held = new Set(tokens.map(keyOf));
  const lost = (before?.tokens ?? []).filter((token) => !held.has(keyOf(token)));
  const gone = lost.map((token): GoneToken => ({
    ...token,
    goneAt: now.takenAt,
    how: howGone(token, now.takenAt),
  }));
  const snapshot = {
    username: now.username,
    takenAt: now.takenAt,
    tokens,
    gone: [...gone, ...(before?.gone ?? [])].slice(0, KEPT_GONE),
  };
  // One that never succeeded has no time.
  const isFirst = before === null || before.takenAt === '';
  const differences = isFirst
    ? []
    : [...tokens.flatMap(changesTo(known, now.takenAt)), ...gone.map(toRemoval)];
  return { snapshot, differences };
}

/** The same snapshot with one token revoked, and proved so; null when it was never seen. */
export function withRevoked(
  before: Snapshot,
  revoked: Pick<HeldToken, 'kind' | 'id'>,
  at: string,
): SnapshotChange | null {
  const isIt = (token: HeldToken) => keyOf(token) === keyOf(revoked);
  const held = before.tokens.find(isIt);
  if (held !== undefined) {
    const gone = { ...held, goneAt: at, how: 'revoked' as const };
    const tokens = before.tokens.filter((token) => !isIt(token));
    const snapshot = { ...before, tokens, gone: [gone, ...before.gone].slice(0, KEPT_GONE) };
    return { snapshot, differences: [toRemoval(gone)] };
  }
  if (!before.gone.some(isIt)) return null;
  const gone = before.gone.map((token) =>
    isIt(token) ? { ...token, how: 'revoked' as const } : token,
  );
  return { snapshot: { ...before, gone }, differences: [] };
}

function isRevokedSince(time: string) {
  return ({ how, goneAt }: GoneToken) => how === 'revoked' && goneAt >= time;
}

export function keyOf({ kind, id }: Pick<HeldToken, 'kind' | 'id'>): string {
  return `${kind}-${id}`;
}

function howGone({ expiresAt }: HeldToken, now: string): GoneToken['how'] {
  return expiresAt !== '' && expiresAt <= now ? 'expired' : 'gone';
}

function changesTo(known: ReadonlyMap<string, HeldToken>, at: string) {
  return (token: HeldToken): Difference[] => {
    const { kind, id, label } = token;
    const before = known.get(keyOf(token));
    const facts = { at, kind, id, label };
    if (before === undefined) return [{ ...facts, change: 'added', after: token.scopes }];
    const isRenamed = before.label !== label;
    const isRescoped = before.scopes !== token.scopes;
    return [
      ...(isRenamed
        ? [{ ...facts, change: 'renamed' as const, before: before.label, after: label }]
        : []),
      ...(isRescoped
        ? [{ ...facts, change: 'rescoped' as const, before: before.scopes, after: token.scopes }]
        : []),
    ];
  };
}

function toRemoval({ kind, id, label, scopes, goneAt }: GoneToken): Difference {
  return { at: goneAt, change: 'removed', kind, id, label, before: scopes };
}

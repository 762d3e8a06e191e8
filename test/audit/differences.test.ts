import { describe, expect, test } from '@jest/globals';
import { nextSnapshot, readDifference, withRevoked } from '../../server/audit/differences.ts';
import type { HeldToken, Snapshot } from '../../server/audit/snapshot.ts';
import { heldToken as token } from '../support/held-token.ts';

/* What two looks at one person's tokens tell of what happened in between. */

const [firstDay, expiry, secondDay] = [1, 10, 20].map(
  (day) => `2026-11-${String(day).padStart(2, '0')}T00:00:00.000Z`,
) as [string, string, string]; // one for each number

function lookAt(takenAt: string, tokens: readonly HeldToken[], before: Snapshot | null = null) {
  return nextSnapshot(before, { username: 'max', takenAt, tokens });
}

function twoLooks() {
  const ended = token(4, { expiresAt: expiry });
  const first = lookAt(firstDay, [token(1), token(2), token(3), ended]);
  const now = [token(1, { label: 'renamed' }), token(2, { scopes: '*' }), token(5)];
  return { first, second: lookAt(secondDay, now, first.snapshot) };
}

describe('between two looks at a person’s tokens', () => {
  test('the first one is no change', () => {
    const { snapshot, differences } = twoLooks().first;
    expect(differences).toEqual([]);
    expect(snapshot).toMatchObject({ username: 'max', takenAt: firstDay, gone: [] });
    expect(snapshot.tokens.map(({ id }) => id)).toEqual([1, 2, 3, 4]);
  });

  test('what appeared, left, was renamed or got other scopes is kept', () => {
    const facts = { at: secondDay, kind: 'pat' };
    const scopes = 'linodes:read_only';
    const lost = { ...facts, change: 'removed', before: scopes };
    expect(twoLooks().second.differences).toEqual([
      { ...facts, change: 'renamed', id: 1, label: 'renamed', before: 'token-1', after: 'renamed' },
      { ...facts, change: 'rescoped', id: 2, label: 'token-2', before: scopes, after: '*' },
      { ...facts, change: 'added', id: 5, label: 'token-5', after: scopes },
      { ...lost, id: 3, label: 'token-3' },
      { ...lost, id: 4, label: 'token-4' },
    ]);
  });

  test('nothing is kept of what is as it was', () => {
    const { second } = twoLooks();
    expect(lookAt(secondDay, second.snapshot.tokens, second.snapshot).differences).toEqual([]);
  });

  test('what is gone stays known, and when that showed', () => {
    const { first, second } = twoLooks();
    const [, , lost, ended] = first.snapshot.tokens;
    expect(second.snapshot.gone).toEqual([
      { ...lost, goneAt: secondDay, how: 'gone' },
      { ...ended, goneAt: secondDay, how: 'expired' },
    ]);
    const third = lookAt(secondDay, [], second.snapshot);
    expect(third.snapshot.gone.map(({ id }) => id)).toEqual([1, 2, 5, 3, 4]);
  });

  test.each([
    ['', 'gone'],
    [expiry, 'expired'],
    [secondDay, 'expired'],
    ['2026-11-20T00:00:00.001Z', 'gone'],
  ])('one that was to end at “%s” is %s', (expiresAt, how) => {
    const { snapshot } = lookAt(firstDay, [token(1, { expiresAt })]);
    expect(lookAt(secondDay, [], snapshot).snapshot.gone[0]?.how).toBe(how);
  });

  test('when a token was first seen does not change', () => {
    const seen = twoLooks().second.snapshot.tokens.map(({ firstSeenAt }) => firstSeenAt);
    expect(seen).toEqual([firstDay, firstDay, secondDay]);
  });

  test('a token and an app of the same number are two', () => {
    const { snapshot } = lookAt(firstDay, [token(1), token(1, { kind: 'app' })]);
    const { differences } = lookAt(secondDay, [token(1, { kind: 'app' })], snapshot);
    expect(differences).toMatchObject([{ change: 'removed', kind: 'pat', id: 1 }]);
  });

  test('of what is gone two hundred are kept, the newest in front', () => {
    const many = Array.from({ length: 250 }, (_, id) => token(id));
    const { snapshot } = lookAt(firstDay, many);
    const later = lookAt(secondDay, [token(999)], snapshot);
    expect(later.snapshot.gone).toHaveLength(200);
    const revoked = withRevoked(later.snapshot, { kind: 'pat', id: 999 }, secondDay);
    expect(revoked?.snapshot.gone).toHaveLength(200);
    expect(revoked?.snapshot.gone[0]?.id).toBe(999);
  });
});

describe('a token that was revoked here', () => {
  test('is gone from then on, and told', () => {
    const { snapshot } = lookAt(firstDay, [token(1), token(2), token(2, { kind: 'app' })]);
    const change = withRevoked(snapshot, { kind: 'pat', id: 2 }, secondDay);
    expect(change?.snapshot).toEqual({
      ...snapshot,
      tokens: snapshot.tokens.filter(({ kind, id }) => id === 1 || kind === 'app'),
      gone: [{ ...snapshot.tokens[1], goneAt: secondDay, how: 'revoked' }],
    });
    const told = { change: 'removed', kind: 'pat', id: 2, at: secondDay };
    expect(change?.differences).toMatchObject([told]);
  });

  test('was not only gone, where a look came before that', () => {
    const { snapshot } = twoLooks().second;
    const change = withRevoked(snapshot, { kind: 'pat', id: 3 }, secondDay);
    expect(change?.snapshot.gone.map(({ id, how }) => `${id} ${how}`)).toEqual([
      '3 revoked',
      '4 expired',
    ]);
    expect(change?.differences).toEqual([]);
    expect(change?.snapshot.tokens).toEqual(snapshot.tokens);
  });

  test('changes nothing where it was never seen', () => {
    const { snapshot } = twoLooks().second;
    expect(withRevoked(snapshot, { kind: 'app', id: 3 }, secondDay)).toBeNull();
    expect(withRevoked(snapshot, { kind: 'pat', id: 9 }, secondDay)).toBeNull();
  });

  test.each([
    ['revoked', secondDay, []],
    ['revoked', '2026-11-21T00:00:00.000Z', []],
    ['revoked', expiry, [1]],
    ['gone', secondDay, [1]],
  ] as const)('%s at %s, and listed by a look of the 20th, is held: %p', (how, goneAt, held) => {
    const { snapshot } = lookAt(firstDay, []);
    const before = { ...snapshot, gone: [{ ...token(1), goneAt, how }] };
    const { tokens } = lookAt(secondDay, [token(1)], before).snapshot;
    expect(tokens.map(({ id }) => id)).toEqual(held);
  });
});

describe('a difference is kept as text, and told as', () => {
  const fact = { at: firstDay, kind: 'pat', id: 1, label: 'ci' };

  test.each<[string, object]>([
    ['Token “ci” appeared, with *', { change: 'added', after: '*' }],
    ['Token “ci” appeared, with no scopes stated', { change: 'added', after: '' }],
    ['App “ci” is gone', { change: 'removed', kind: 'app', before: '*' }],
    ['Token “ci” was called old before', { change: 'renamed', before: 'old', after: 'ci' }],
    ['Token “ci” changed from a to b', { change: 'rescoped', before: 'a', after: 'b' }],
  ])('%s', (words, change) => {
    const difference = { ...fact, ...change };
    expect(readDifference(JSON.stringify(difference))).toEqual([{ ...difference, words }]);
  });

  test('nothing, where another version wrote it', () => {
    expect(readDifference('{"change":"borrowed"}')).toEqual([]);
  });
});

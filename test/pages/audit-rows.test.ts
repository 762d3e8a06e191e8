import { describe, expect, test } from '@jest/globals';
import { readRef, scopesInWords, toSessionRow, toTokenRow } from '../../server/pages/audit-rows.ts';
import { readScopes } from '../../server/linode/scopes.ts';
import type { SessionFacts } from '../../server/session/session-facts.ts';
import type { Holding } from '../../server/audit/holding.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const now = Date.now();
/** The test itself takes some time: what is said in words stays the same for a while. */
const SLACK_MS = HOUR_MS;

const token: Holding = {
  ref: 'pat-7@ada',
  owner: 'ada',
  kind: 'pat',
  id: 7,
  label: 'ci',
  prefix: '0123456789abcdef',
  scopes: 'linodes:read_only',
  allows: readScopes('linodes:read_only'),
  createdAt: now,
  endsAt: Infinity,
  website: '',
  seenAt: '',
  words: '',
  risks: [],
};

const session: SessionFacts = {
  vaultId: 'abcdefgh-and-more',
  username: 'ada',
  state: 'live',
  startedAt: now,
  absoluteEnd: now + 12 * HOUR_MS,
  scopes: ['linodes:read_only'],
  refreshCount: 0,
  revokeTries: 0,
  lastUsedAt: 0,
  address: '',
};

test.each<[number | null, string]>([
  [null, 'Unknown'],
  [Infinity, 'Never'],
  [now - 1, 'Expired'],
  [now + 2 * SLACK_MS, 'In less than a day'],
  [now + DAY_MS + SLACK_MS, 'In 1 day'],
  [now + 9 * DAY_MS + SLACK_MS, 'In 9 days'],
])('a token that ends at %p is said to end: %s', (endsAt, words) => {
  expect(toTokenRow({ ...token, endsAt }).expires.words).toBe(words);
});

test.each<[number | null, string]>([
  [null, ''],
  [now, 'today'],
  [now - DAY_MS - SLACK_MS, '1 day'],
  [now - 59 * DAY_MS - SLACK_MS, '59 days'],
  [now - 365 * DAY_MS - SLACK_MS, '11 months'],
])('a token made at %p is of the age “%s”', (createdAt, age) => {
  expect(toTokenRow({ ...token, createdAt }).age).toBe(age);
});

test('a token that only events tell of has no scopes to show, and nothing to revoke', () => {
  const row = toTokenRow({ ...token, kind: 'event', scopes: null, allows: null });
  expect(row).toMatchObject({ scopes: 'Unknown: seen in events alone', revocable: false });
});

describe('a session', () => {
  test('that has just begun was used at sign-in, at an address nobody noted', () => {
    expect(toSessionRow(session, [])).toMatchObject({
      label: 'Portal session',
      prefix: 'abcdefgh',
      lastUsed: 'At sign-in',
      state: '',
      revocable: true,
    });
  });

  test('says where it came from, and when it was used', () => {
    const used = { ...session, address: '192.0.2.1', lastUsedAt: Date.parse('2026-11-22T09:00Z') };
    const { label, lastUsed, risks } = toSessionRow(used, ['session-new-address']);
    expect(label).toBe('Portal session from 192.0.2.1');
    expect(lastUsed).toContain('22 Nov 2026');
    expect(risks).toEqual([{ risk: 'session-new-address', words: 'Session from a new address' }]);
  });

  test.each([
    [0, 'Ended here, Linode: pending'],
    [3, 'Ended here, Linode: pending after 3 tries'],
  ])('that is over after %d tries at Linode can be ended no more', (revokeTries, state) => {
    const row = toSessionRow({ ...session, state: 'ending', revokeTries }, []);
    expect(row).toMatchObject({ state, revocable: false });
  });
});

test.each([
  ['', 'None'],
  ['*', 'Everything, read and write'],
  ['linodes:read_write images:read_only', 'linodes read/write, images read'],
  ['boats:sail', 'unknown “boats:sail”'],
])('the scopes “%s” are in words: %s', (scopes, words) => {
  expect(scopesInWords(readScopes(scopes))).toBe(words);
});

test.each([
  ['pat-7@ada', { kind: 'pat', id: '7', owner: 'ada' }],
  ['session-a_b-c@max', { kind: 'session', id: 'a_b-c', owner: 'max' }],
  ['boat-7@ada', null],
  ['pat-7', null],
  ['pat-@ada', null],
  ['pat-7@', null],
])('the ref %s names %p', (ref, named) => {
  expect(readRef(ref)).toEqual(named);
});

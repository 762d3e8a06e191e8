import { describe, expect, test } from '@jest/globals';
import { nextSnapshot, readDifference } from '../../server/audit/differences.ts';
import { toHoldings } from '../../server/audit/holding.ts';
import { readPolicy } from '../../server/audit/policy.ts';
import { risksOf, type Assessed, type OwnerFacts, type Risk } from '../../server/audit/risks.ts';
import type { HeldToken } from '../../server/audit/snapshot.ts';

const now = Date.parse('2026-11-22T10:00:00Z');
const { rules } = readPolicy('known_apps: [Tide Monitor]');

const harmless: Assessed = {
  kind: 'pat',
  label: 'ci',
  scopes: 'linodes:read_only',
  createdAt: Date.parse('2026-11-01T00:00:00Z'),
  endsAt: Date.parse('2027-01-22T10:00:00Z'),
};
const careful: OwnerFacts = {
  isOnAccount: true,
  hasTwoFactor: true,
  changed: new Set(['linodes']),
};

function found(token: Partial<Assessed>, owner: Partial<OwnerFacts> = {}, isOurs = false): Risk[] {
  const subject = { token: { ...harmless, ...token }, owner: { ...careful, ...owner }, isOurs };
  return risksOf(subject, rules, now);
}

describe('a token is flagged', () => {
  test('not at all when nothing is wrong with it', () => {
    expect(found({})).toEqual([]);
  });

  const cases: [string, Risk[], Partial<Assessed>, Partial<OwnerFacts>?][] = [
    ['for never ending', ['never-expires'], { endsAt: Infinity }],
    ['for expiring in nine days', ['expires-soon'], { endsAt: Date.parse('2026-12-01T10:00:00Z') }],
    [
      'for being older than half a year',
      ['old'],
      { createdAt: Date.parse('2026-05-01T00:00:00Z') },
    ],
    ['for full access', ['full-access', 'account-write', 'not-exercised'], { scopes: '*' }],
    [
      'for changing the account',
      ['account-write', 'not-exercised'],
      { scopes: 'account:read_write' },
    ],
    ['for an old word for that', ['account-write', 'not-exercised'], { scopes: 'tokens:create' }],
    ['for write access nobody used', ['not-exercised'], { scopes: 'domains:read_write' }],
    ['for scopes nobody knows', ['unknown-scopes'], { scopes: 'teleport:read_write' }],
    [
      'for being known from events alone',
      ['unknown-scopes'],
      { kind: 'event', scopes: null, endsAt: null },
    ],
    ['for its owner’s missing second factor', ['no-two-factor'], {}, { hasTwoFactor: false }],
    ['for its owner being gone', ['owner-gone'], {}, { isOnAccount: false }],
    [
      'for being an app nobody expects',
      ['unknown-app'],
      { kind: 'app', label: 'Forgotten Uptime' },
    ],
  ];
  test.each(cases)('%s', (...[, expected, token, owner]) => {
    expect(found(token, owner)).toEqual(expected);
  });

  test('not for write access that was used', () => {
    expect(found({ scopes: 'linodes:read_write' })).toEqual([]);
  });

  test('not for what nobody could know', () => {
    const unknown = { isOnAccount: null, hasTwoFactor: null, changed: null };
    expect(found({ scopes: 'domains:read_write' }, unknown)).toEqual([]);
  });

  test('not for an app that the policy expects, or that is this portal’s own', () => {
    expect(found({ kind: 'app', label: 'tide monitor' })).toEqual([]);
    const own = {
      kind: 'app',
      label: 'Quayside',
      endsAt: Date.parse('2026-12-01T10:00:00Z'),
    } as const;
    expect(found(own, {}, true)).toEqual([]);
    expect(found(own)).toEqual(['expires-soon', 'unknown-app']);
  });
});

function token(id: number, more: Partial<HeldToken> = {}): HeldToken {
  return {
    kind: 'pat',
    id,
    label: `token-${id}`,
    prefix: '0123456789abcdef',
    scopes: 'linodes:read_only',
    createdAt: '2026-01-01T00:00:00.000Z',
    expiresAt: '',
    website: '',
    firstSeenAt: '',
    ...more,
  };
}

test.each([
  ['', Infinity],
  ['2999-12-12T05:00:00.000Z', Infinity],
  ['2226-11-22T10:00:00.000Z', Infinity],
  ['2027-01-22T10:00:00.000Z', Date.parse('2027-01-22T10:00:00Z')],
])('an expiry written as “%s” ends at %d', (expiresAt, endsAt) => {
  const snapshot = { username: 'max', takenAt: '', tokens: [token(1, { expiresAt })], gone: [] };
  expect(toHoldings(snapshot).map((row) => row.endsAt)).toEqual([endsAt]);
});

describe('between two looks at a person’s tokens', () => {
  const first = nextSnapshot(null, {
    username: 'max',
    takenAt: '2026-11-01T00:00:00.000Z',
    tokens: [token(1), token(2), token(3), token(4, { expiresAt: '2026-11-10T00:00:00.000Z' })],
  });
  const second = nextSnapshot(first.snapshot, {
    username: 'max',
    takenAt: '2026-11-20T00:00:00.000Z',
    tokens: [token(1, { label: 'renamed' }), token(2, { scopes: '*' }), token(5)],
  });

  test('the first one is no change', () => {
    expect(first.differences).toEqual([]);
  });

  test('what appeared, left, was renamed or got other scopes is kept', () => {
    const changes = second.differences.map(({ change, id }) => `${change} ${id}`);
    expect(changes).toEqual(['renamed 1', 'rescoped 2', 'added 5', 'removed 3', 'removed 4']);
  });

  test('what is gone stays known, and why as far as it is known', () => {
    expect(second.snapshot.gone.map(({ id, how }) => `${id} ${how}`)).toEqual([
      '3 gone',
      '4 expired',
    ]);
  });

  test('when a token was first seen does not change', () => {
    expect(second.snapshot.tokens.map(({ firstSeenAt }) => firstSeenAt.slice(0, 10))).toEqual([
      '2026-11-01',
      '2026-11-01',
      '2026-11-20',
    ]);
  });

  test('each change is a sentence', () => {
    const sentences = second.differences.flatMap((one) => readDifference(JSON.stringify(one)));
    expect(sentences.map(({ words }) => words)).toContain(
      'Token “token-2” changed from linodes:read_only to *',
    );
  });
});

import { describe, expect, test } from '@jest/globals';
import { readPolicy } from '../../server/audit/policy.ts';
import {
  isRisk,
  isSessionRisk,
  risksOf,
  type Assessed,
  type OwnerFacts,
  type Risk,
} from '../../server/audit/risks.ts';

const now = Date.parse('2026-11-22T10:00:00Z');
const { rules } = readPolicy('known_apps: [" Tide Monitor "]');

const day = 24 * 3_600_000;

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

  test.each<[string, Partial<Assessed>, Risk[]]>([
    ['expires now', { endsAt: now }, []],
    ['expired', { endsAt: now - day }, []],
    ['expires in a moment', { endsAt: now + 1 }, ['expires-soon']],
    ['expires in 14 days', { endsAt: now + 14 * day }, ['expires-soon']],
    ['expires after that', { endsAt: now + 14 * day + 1 }, []],
    ['expires nobody knows when', { endsAt: null }, []],
    ['is 180 days old', { createdAt: now - 180 * day }, []],
    ['is older than that', { createdAt: now - 180 * day - 1 }, ['old']],
    ['is of unknown age', { createdAt: null }, []],
  ])('by the policy’s days, when it %s', (_, its, expected) => {
    expect(found(its)).toEqual(expected);
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

test('a risk is known by its name, that of a token and that of a session', () => {
  const told = [
    'old',
    'session-idle',
    'toString',
    'sinking',
    '',
    undefined,
    ['old'],
    ['session-idle'],
    7,
  ];
  expect(told.filter(isRisk)).toEqual(['old']);
  expect(told.filter(isSessionRisk)).toEqual(['session-idle']);
});

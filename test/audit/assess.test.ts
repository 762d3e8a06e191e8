import { describe, expect, test } from '@jest/globals';
import { createAssess } from '../../server/audit/assess.ts';
import { shadowTokens, toHoldings, type Holding } from '../../server/audit/holding.ts';
import type { Organisation } from '../../server/audit/organisation.ts';
import { readPolicy } from '../../server/audit/policy.ts';
import type { HeldToken, Snapshot } from '../../server/audit/snapshot.ts';
import { summaryOf } from '../../server/audit/summary.ts';
import { heldToken } from '../support/held-token.ts';

/* What is made of what people hold and of what is known of their account. */

const { rules } = readPolicy('');
const account: Organisation = {
  takenAt: '2026-11-22T09:00:00.000Z',
  takenBy: 'ada',
  people: null,
  tokenEvents: null,
  changed: null,
  clients: null,
  ownApp: 'Quayside',
  problems: [],
};

function snapshotOf(tokens: readonly HeldToken[], more: Partial<Snapshot> = {}): Snapshot {
  return { username: 'Max', takenAt: '2026-11-20T00:00:00.000Z', tokens, gone: [], ...more };
}

describe('what somebody holds', () => {
  test('is named by its owner, and searched by its words', () => {
    const its = { label: 'CI Deploy', scopes: 'linodes:read_write', website: 'https://x.example' };
    const [row, ...none] = toHoldings(snapshotOf([heldToken(7, its)]));
    expect(none).toEqual([]);
    expect(row).toMatchObject({
      ...its,
      ref: 'pat-7@Max',
      owner: 'Max',
      kind: 'pat',
      id: 7,
      prefix: '0123456789abcdef',
      createdAt: Date.parse('2026-01-01T00:00:00Z'),
      seenAt: '2026-11-20T00:00:00.000Z',
      words: 'ci deploy\n0123456789abcdef\nmax',
    });
    expect(row?.allows?.levels.get('linodes')).toBe('read_write');
  });

  test('may be of unknown age', () => {
    expect(toHoldings(snapshotOf([heldToken(7, { createdAt: '' })]))[0]?.createdAt).toBeNull();
  });

  test.each([
    ['', Infinity],
    ['2999-12-12T05:00:00.000Z', Infinity],
    ['2226-11-22T10:00:00.000Z', Infinity],
    ['2027-01-22T10:00:00.000Z', Date.parse('2027-01-22T10:00:00Z')],
  ])('with an expiry written as “%s” ends at %d', (expiresAt, endsAt) => {
    expect(toHoldings(snapshotOf([heldToken(1, { expiresAt })]))[0]?.endsAt).toBe(endsAt);
  });
});

describe('a token that only events tell of', () => {
  const event = {
    tokenId: 7,
    label: 'Shadow',
    username: 'Max',
    createdAt: '2026-11-20T00:00:00.001Z',
  };

  /** The tokens that are shown for this event, beside what Max's own account told. */
  function shown(told: Partial<typeof event> = {}, snapshot = snapshotOf([])) {
    const snapshots = new Map([[snapshot.username.toLowerCase(), snapshot]]);
    return shadowTokens(snapshots, { ...account, tokenEvents: [{ ...event, ...told }] });
  }

  test('is shown with the little that is known', () => {
    expect(shown()).toEqual([
      {
        ref: 'event-7@Max',
        owner: 'Max',
        kind: 'event',
        id: 7,
        label: 'Shadow',
        prefix: '',
        scopes: null,
        allows: null,
        createdAt: Date.parse(event.createdAt),
        endsAt: null,
        website: '',
        seenAt: account.takenAt,
        words: 'shadow\n\nmax',
      },
    ]);
  });

  test('is shown of people who never told of theirs, and where it began before any event', () => {
    expect(shown({ username: 'bo' })).toHaveLength(1);
    expect(shown({ createdAt: '' }, snapshotOf([], { takenAt: '' }))[0]?.createdAt).toBeNull();
  });

  test('is none where its owner’s own list would show it', () => {
    expect(shown({ createdAt: '2026-11-19T23:59:59.999Z' })).toEqual([]);
    expect(shown({ username: 'mAX', createdAt: '' })).toEqual([]);
    expect(shown({ createdAt: '2026-11-20T00:00:00.000Z' })).toHaveLength(1);
  });

  test('is none where anybody holds it, or held it', () => {
    const gone = { ...heldToken(7), goneAt: '', how: 'gone' as const };
    expect(shown({}, snapshotOf([heldToken(7)]))).toEqual([]);
    expect(shown({}, snapshotOf([], { gone: [gone] }))).toEqual([]);
    expect(shown({}, snapshotOf([heldToken(7, { kind: 'app' })]))).toHaveLength(1);
  });

  test('is none where events are not known', () => {
    expect(shadowTokens(new Map(), account)).toEqual([]);
  });
});

describe('what is known of its owner', () => {
  const max = {
    username: 'Max',
    restricted: false,
    hasTwoFactor: false,
    passwordCreatedAt: '',
    lastLoginAt: '',
    keyCount: 0,
  };
  const risky = { scopes: 'domains:read_write', expiresAt: '2100-01-01T00:00:00.000Z' };

  /** What is wrong with the token of this person, with this known of the account. */
  function risksOf(known: Partial<Organisation>, username = 'mAX') {
    const rows = toHoldings(snapshotOf([heldToken(1, { ...risky, createdAt: '' })], { username }));
    return createAssess({ ...account, ...known }, rules)(rows)[0]?.risks;
  }

  test.each<[string, Partial<Organisation>, readonly string[]]>([
    ['nothing', {}, []],
    ['that they are not on the account', { people: [] }, ['owner-gone']],
    ['that they have no second factor', { people: [max] }, ['no-two-factor']],
    ['not whether they have one', { people: [{ ...max, hasTwoFactor: null }] }, []],
    ['that they have one', { people: [{ ...max, hasTwoFactor: true }] }, []],
    ['that they changed nothing', { changed: {} }, ['not-exercised']],
    ['that they changed something else', { changed: { max: ['linodes'] } }, ['not-exercised']],
    ['that they use it', { changed: { max: ['linodes', 'domains'] } }, []],
  ])('is %s', (_, known, risks) => {
    expect(risksOf(known)).toEqual(risks);
  });
});

test.each([
  ['this portal’s own access', 'app', 'Quayside', 'Quayside', []],
  ['an app of another name', 'app', 'Other', 'Quayside', ['unknown-app']],
  ['an app without a name, where the portal’s is not known', 'app', '', '', ['unknown-app']],
  ['a token that bears its name', 'pat', 'Quayside', 'Quayside', ['expires-soon']],
] as const)('%s is told from others', (...[, kind, label, ownApp, risks]) => {
  const soon = new Date(Date.now() + 24 * 3_600_000).toISOString();
  const its = kind === 'pat' ? { expiresAt: soon } : { expiresAt: '2100-01-01T00:00:00.000Z' };
  const rows = toHoldings(snapshotOf([heldToken(1, { kind, label, createdAt: '', ...its })]));
  expect(createAssess({ ...account, ownApp }, rules)(rows)[0]?.risks).toEqual(risks);
});

function summed(rows: readonly Partial<Holding>[]) {
  const all = rows.flatMap((row) =>
    toHoldings(snapshotOf([heldToken(1)])).map((plain) => ({ ...plain, risks: [], ...row })),
  );
  const table = { all, byOwner: new Map(), snapshots: new Map(), version: '' };
  return { table, summary: summaryOf(table) };
}

describe('the summary', () => {
  test('counts kinds and risks', () => {
    const { summary } = summed([
      { kind: 'app', risks: ['old', 'unknown-app'] },
      { kind: 'pat', risks: ['old'] },
      { kind: 'pat' },
      { kind: 'event', endsAt: null },
    ]);
    expect(summary.kinds).toEqual({ pat: 2, app: 1, event: 1 });
    expect(summary.risks).toMatchObject({ old: 2, 'unknown-app': 1, 'full-access': 0 });
  });

  test('has the eight that end next, the first in front, and none that never ends', () => {
    const ends = [90, Infinity, 30, 80, null, 10, 60, 20, 70, 40, 50, 15];
    const { summary } = summed(ends.map((endsAt) => ({ endsAt })));
    const next = summary.nextToExpire.map(({ endsAt }) => endsAt);
    expect(next).toEqual([10, 15, 20, 30, 40, 50, 60, 70]);
  });

  test('has all that end, in their order, where they are few', () => {
    const { table, summary } = summed([9, Infinity, 3, null, 5].map((endsAt) => ({ endsAt })));
    expect(summary.nextToExpire.map(({ endsAt }) => endsAt)).toEqual([3, 5, 9]);
    expect(summaryOf(table)).toBe(summary);
  });
});

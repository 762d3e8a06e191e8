import { describe, expect, test } from '@jest/globals';
import type { Holding } from '../../server/audit/holding.ts';
import { searchHoldings, type HoldingsQuery } from '../../server/audit/search.ts';
import { readScopes } from '../../server/linode/scopes.ts';

const DAY_MS = 24 * 3_600_000;
const now = Date.now();
const anything = { user: '', kind: '', risk: '', scope: '', expires: '', q: '' } as const;

function holding(label: string, facts: Partial<Holding>): Holding {
  const { owner = 'bo', scopes = 'images:read_only' } = facts;
  return {
    ref: `pat-1@${owner}`,
    owner,
    kind: 'pat',
    id: 1,
    label,
    prefix: '',
    scopes,
    allows: scopes === null ? null : readScopes(scopes),
    createdAt: now,
    endsAt: now + 365 * DAY_MS,
    website: '',
    seenAt: '',
    words: `${label}\n${owner}`.toLowerCase(),
    risks: [],
    ...facts,
  };
}

const table = [
  holding('Ended', { owner: 'zoe', endsAt: now - DAY_MS, risks: ['old'] }),
  holding('in-a-week', { scopes: 'linodes:read_write', endsAt: now + 7 * DAY_MS }),
  holding('in-a-month', { owner: 'ada', endsAt: now + 30 * DAY_MS, createdAt: now - DAY_MS }),
  holding('never', { scopes: '*', endsAt: Infinity, risks: ['never-expires', 'full-access'] }),
  holding('from-events', { kind: 'event', scopes: null, endsAt: null, createdAt: null }),
];

let version = 0;

/** Each call over a table of its own: what was found in another one is not kept for it. */
function found(query: Partial<HoldingsQuery>): readonly string[] {
  version += 1;
  const byOwner = new Map(
    table.map(({ owner }) => [owner, table.filter((one) => one.owner === owner)]),
  );
  const holdings = { all: table, byOwner, snapshots: new Map(), version: String(version) };
  const wanted: HoldingsQuery = { ...anything, sort: 'label', order: 'asc', ...query };
  return searchHoldings(holdings, wanted).map(({ label }) => label);
}

describe('of everybody’s tokens are found', () => {
  test.each<[string, Partial<HoldingsQuery>, readonly string[]]>([
    ['all', {}, ['Ended', 'from-events', 'in-a-month', 'in-a-week', 'never']],
    ['those of one person', { user: 'ADA' }, ['in-a-month']],
    ['none of somebody unknown', { user: 'nobody' }, []],
    ['those of one kind', { kind: 'event' }, ['from-events']],
    ['those with a risk', { risk: 'full-access' }, ['never']],
    ['all, where no such risk is known', { risk: 'sinking', kind: 'event' }, ['from-events']],
    ['those that reach a product, also by “*”', { scope: 'linodes' }, ['in-a-week', 'never']],
    ['all, where no such product is known', { scope: 'boats', user: 'zoe' }, ['Ended']],
    ['those that never end', { expires: 'never' }, ['never']],
    ['those that have ended', { expires: 'past' }, ['Ended']],
    ['those that end within so many days, and no ended one', { expires: '14' }, ['in-a-week']],
    ['those that have a text in any case', { q: 'IN-A-' }, ['in-a-month', 'in-a-week']],
    ['what fulfils all of it', { q: 'in-a-', user: 'bo', expires: '14' }, ['in-a-week']],
  ])('%s', (_, query, labels) => {
    expect(found(query)).toEqual(labels);
  });
});

describe('they stand in the order of', () => {
  test.each<[HoldingsQuery['sort'], readonly string[]]>([
    ['risk', ['never', 'Ended', 'in-a-week', 'in-a-month', 'from-events']],
    ['owner', ['in-a-month', 'in-a-week', 'never', 'from-events', 'Ended']],
    ['created', ['from-events', 'in-a-month', 'Ended', 'in-a-week', 'never']],
    ['expires', ['Ended', 'in-a-week', 'in-a-month', 'never', 'from-events']],
  ])('their %s, equal ones as they stood', (sort, labels) => {
    expect(found({ sort })).toEqual(labels);
  });

  test('their label, turned round', () => {
    const labels = found({ order: 'desc' });
    expect(labels).toEqual(['never', 'in-a-week', 'in-a-month', 'from-events', 'Ended']);
  });
});

test('what was found is kept with its table, and found anew in another one', () => {
  const version = 'kept';
  const query: HoldingsQuery = { ...anything, sort: 'label', order: 'asc' };
  const holdings = { all: table, byOwner: new Map(), snapshots: new Map(), version };
  const rows = searchHoldings(holdings, query);
  expect(searchHoldings(holdings, query)).toBe(rows);
  expect(searchHoldings({ ...holdings, version: 'newer', all: [] }, query)).toEqual([]);
});

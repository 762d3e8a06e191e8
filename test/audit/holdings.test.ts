import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { createHoldings, type HoldingsOf } from '../../server/audit/holdings.ts';
import type { Organisation } from '../../server/audit/organisation.ts';
import { createPolicy } from '../../server/audit/policy.ts';
import { searchHoldings } from '../../server/audit/search.ts';
import { createSnapshots } from '../../server/audit/snapshots.ts';
import { startRedis, type RedisServer } from '../support/redis-server.ts';

/* The table that a replica keeps of everybody's tokens, brought up to date by what changed. */

let redisServer: RedisServer;
let holdingsOf: HoldingsOf;

beforeAll(async () => {
  redisServer = await startRedis();
});
afterAll(async () => {
  await redisServer.stop();
});
beforeEach(async () => {
  await redisServer.client.flushall();
  holdingsOf = createHoldings(redisServer.client, await createPolicy(undefined, []));
});

const account: Organisation = {
  takenAt: '2026-11-22T09:00:00.000Z',
  takenBy: 'ada',
  people: null,
  tokenEvents: [
    { tokenId: 77, label: 'shadow', username: 'Bo', createdAt: '2026-11-02T00:00:00Z' },
  ],
  changed: null,
  clients: null,
  ownApp: '',
  problems: [],
};
const nextYear = `${new Date().getUTCFullYear() + 1}-01-01T00:00:00.000Z`;

/** What somebody's account told: tokens by number, each with its scopes. */
async function told(username: string, tokens: Readonly<Record<number, string>>): Promise<void> {
  const held = Object.entries(tokens).map(([id, scopes]) => ({
    kind: 'pat' as const,
    id: Number(id),
    label: `token-${id}`,
    prefix: '0123456789abcdef',
    scopes,
    createdAt: '2026-11-01T00:00:00.000Z',
    expiresAt: nextYear,
    website: '',
    firstSeenAt: '',
  }));
  const snapshot = { username, takenAt: '2026-11-01T00:00:00.000Z', tokens: held, gone: [] };
  await createSnapshots(redisServer.client).change(username, () => ({ snapshot, differences: [] }));
}

async function refs(organisation = account): Promise<string[]> {
  return (await holdingsOf(organisation)).all.map(({ ref }) => ref);
}

async function ownersGone(takenAt: string, people: Organisation['people']): Promise<boolean[]> {
  const { all } = await holdingsOf({ ...account, takenAt, people, tokenEvents: null });
  return all.map(({ risks }) => risks.includes('owner-gone'));
}

test('stands in the order of the owners’ names, whatever order they came in', async () => {
  await told('zoe', { 3: 'linodes:read_only' });
  await told('Bo', { 9: '*', 2: '*' });
  expect(await refs()).toEqual(['pat-2@Bo', 'pat-9@Bo', 'pat-3@zoe', 'event-77@Bo']);
});

test('follows each change, and assesses what changed anew', async () => {
  await told('bo', { 1: 'linodes:read_only', 2: 'linodes:read_only' });
  await told('zoe', { 3: 'linodes:read_only' });
  await refs();
  await told('bo', { 2: '*', 77: 'linodes:read_only' });
  expect(await refs()).toEqual(['pat-2@bo', 'pat-77@bo', 'pat-3@zoe']);
  const { all } = await holdingsOf(account);
  expect(all.filter(({ risks }) => risks.includes('full-access')).map(({ id }) => id)).toEqual([2]);
});

test('is assessed by what is known of the account now', async () => {
  await told('bo', { 1: 'linodes:read_only' });
  expect(await ownersGone('2026-11-22T09:00:00.000Z', null)).toEqual([false]);
  expect(await ownersGone('2026-11-22T09:10:00.000Z', [])).toEqual([true]);
});

test('gives one person’s rows by their name in any case, with what only events tell', async () => {
  await told('Bo', { 1: '*' });
  await told('zoe', { 3: '*' });
  const query = { kind: '', risk: '', scope: '', expires: '', q: '', sort: 'label' } as const;
  const found = searchHoldings(await holdingsOf(account), { ...query, user: 'bO', order: 'desc' });
  expect(found.map(({ ref }) => ref)).toEqual(['pat-1@Bo', 'event-77@Bo']);
});

test('sorts by end with what never ends last, and turns round', async () => {
  await told('bo', { 1: '*' });
  const { all, ...table } = await holdingsOf(account);
  const [row] = all;
  if (row === undefined) throw new Error('a row was expected');
  const rows = [Infinity, 5, null, 3].map((endsAt, id) => ({ ...row, id, endsAt }));
  const query = { user: '', kind: '', risk: '', scope: '', expires: '', q: '' };
  const ends = (order: 'asc' | 'desc') =>
    searchHoldings({ ...table, all: rows, version: order }, { ...query, sort: 'expires', order });
  expect(ends('asc').map(({ id }) => id)).toEqual([3, 1, 0, 2]);
  expect(ends('desc').map(({ id }) => id)).toEqual([0, 2, 1, 3]);
});

import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import type { Command } from 'ioredis';
import { createHoldings, type HoldingsOf } from '../../server/audit/holdings.ts';
import type { Organisation } from '../../server/audit/organisation.ts';
import { createPolicy } from '../../server/audit/policy.ts';
import { searchHoldings } from '../../server/audit/search.ts';
import { createSnapshots } from '../../server/audit/snapshots.ts';
import { heldToken } from '../support/held-token.ts';
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
const heldOnly = { ...account, tokenEvents: null };
const nextYear = `${new Date().getUTCFullYear() + 1}-01-01T00:00:00.000Z`;

/** What somebody's account told: tokens by number, each with its scopes. */
async function told(username: string, tokens: Readonly<Record<number, string>>): Promise<void> {
  const held = Object.entries(tokens).map(([id, scopes]) =>
    heldToken(Number(id), { scopes, expiresAt: nextYear }),
  );
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

test('has what ends, until then, and what never ends', async () => {
  const snapshots = createSnapshots(redisServer.client);
  const ends = ['2026-01-01T00:00:00.000Z', nextYear, ''];
  const tokens = ends.map((expiresAt, id) => heldToken(id, { expiresAt }));
  const snapshot = { username: 'bo', takenAt: nextYear, tokens, gone: [] };
  await snapshots.change('bo', () => ({ snapshot, differences: [] }));
  expect(await refs()).toEqual(['pat-1@bo', 'pat-2@bo']);
});

test('is one table as long as nothing changes, and asks the store for what did', async () => {
  const { redis, read } = countedReads();
  holdingsOf = createHoldings(redis, await createPolicy(undefined, []));
  await told('bo', { 1: '*' });
  await told('zoe', { 3: '*' });
  const first = await holdingsOf(heldOnly);
  expect(read.splice(0)).toEqual(['inventory:bo', 'inventory:zoe']);
  expect(await holdingsOf(heldOnly)).toBe(first);
  expect(read).toEqual([]);
  await told('zoe', { 4: '*' });
  const second = await holdingsOf(heldOnly);
  expect(read.splice(0)).toEqual(['inventory:zoe']);
  expect(second.version).not.toBe(first.version);
  // Who did not change is not assessed anew.
  expect(second.byOwner.get('bo')).toBe(first.byOwner.get('bo'));
  expect((await holdingsOf({ ...heldOnly, people: [], takenAt: nextYear })).version).not.toBe(
    second.version,
  );
});

/** The store, and the names of what is read from it one by one. */
function countedReads() {
  const read: string[] = [];
  const redis: RedisServer['client'] = Object.create(redisServer.client);
  redis.sendCommand = (command: Command, ...rest: []) => {
    if (command.name === 'get') read.push(String(command.args[0]));
    return redisServer.client.sendCommand(command, ...rest);
  };
  return { redis, read };
}

test('loses who cannot be read any more', async () => {
  await told('bo', { 1: '*' });
  await told('zoe', { 3: '*' });
  await refs();
  await redisServer.client.set('inventory:bo', '{"of":"another version"}');
  await redisServer.client.zadd('inventories', 9, 'bo');
  const { all, byOwner, snapshots } = await holdingsOf(heldOnly);
  expect(all.map(({ ref }) => ref)).toEqual(['pat-3@zoe']);
  expect([...byOwner.keys(), ...snapshots.keys()]).toEqual(['zoe', 'zoe']);
});

test('has many people’s, each read once', async () => {
  const people = Array.from({ length: 1201 }, (_, at) => `p-${String(at).padStart(4, '0')}`);
  const tokens = [1, 2, 3, 4, 5, 6, 7, 8].map((id) => heldToken(id));
  const snapshots = people.map((username) => ({ username, takenAt: nextYear, tokens, gone: [] }));
  await redisServer.client.mset(
    snapshots.flatMap((one) => [`inventory:${one.username}`, JSON.stringify(one)]),
  );
  await redisServer.client.zadd('inventories', ...people.flatMap((name, at) => [at + 1, name]));
  const { redis, read } = countedReads();
  holdingsOf = createHoldings(redis, await createPolicy(undefined, []));
  const { all, byOwner } = await holdingsOf(heldOnly);
  expect([...byOwner.keys()]).toEqual(people);
  expect(all).toHaveLength(8 * people.length);
  expect(read).toEqual(people.map((name) => `inventory:${name}`));
});

import { EventEmitter, once } from 'node:events';
import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { createInventory, type Inventory } from '../../server/audit/inventory.ts';
import { createSnapshots } from '../../server/audit/snapshots.ts';
import type { LinodeClient } from '../../server/linode/client.ts';
import { createLogger } from '../../server/logger.ts';
import { startRedis, type RedisServer } from '../support/redis-server.ts';

/* Two who write the same person's inventory at once: neither undoes what the other knows. */

let redisServer: RedisServer;
let inventory: Inventory;

beforeAll(async () => {
  redisServer = await startRedis();
  inventory = createInventory(redisServer.client, createLogger('silent'));
});
afterAll(async () => {
  await redisServer.stop();
});
beforeEach(async () => {
  await redisServer.client.flushall();
});

const day = '2026-11-01T00:00:00';

/** Max, whose list of tokens has these numbers; it arrives when `arrives` does. */
function max(ids: readonly number[], arrives: Promise<unknown> = Promise.resolve()) {
  const tokens = ids.map((id) => ({
    id,
    label: `token-${id}`,
    scopes: 'linodes:read_only',
    created: day,
    expiry: null,
    token: 'abcdef0123456789',
  }));
  const linode: LinodeClient = {
    async call({ path }, schema) {
      await arrives;
      return schema.parse({ data: path === '/profile/tokens' ? tokens : [] });
    },
    fetch: async () => await Promise.reject(new Error('nothing reads it raw')),
  };
  return { username: 'max', linode };
}

/** A look that has begun, and the moment at which Linode answers it. */
function lookUnderWay(ids: readonly number[]) {
  const linode = new EventEmitter();
  const looked = inventory.look(max(ids, once(linode, 'answers')));
  return async () => {
    linode.emit('answers');
    return await looked;
  };
}

/** Times are told in milliseconds. */
async function aMoment(): Promise<void> {
  await new Promise((resolve) => {
    setTimeout(resolve, 3);
  });
}

async function kept() {
  const snapshot = await inventory.read('max');
  return {
    held: snapshot?.tokens.map(({ id }) => id),
    gone: snapshot?.gone.map(({ id, how }) => `${id} ${how}`),
  };
}

const revoked = { kind: 'pat', id: 2 } as const;

test('a look that was under way while a token was revoked does not bring it back', async () => {
  await inventory.look(max([1, 2]));
  await aMoment();
  const finish = lookUnderWay([1, 2]);
  await aMoment();
  await inventory.look(max([1]));
  await inventory.noteRevoked('max', revoked);
  await finish();
  expect(await kept()).toEqual({ held: [1], gone: ['2 revoked'] });
});

test('nor does it where nobody could look again after the revocation', async () => {
  await inventory.look(max([1, 2]));
  await aMoment();
  const finish = lookUnderWay([1, 2, 3]);
  await aMoment();
  await inventory.noteRevoked('max', revoked);
  await finish();
  expect(await kept()).toEqual({ held: [1, 3], gone: ['2 revoked'] });
  await aMoment();
  await inventory.look(max([1, 3]));
  expect(await kept()).toEqual({ held: [1, 3], gone: ['2 revoked'] });
  const told = await inventory.newestDifferences(10);
  expect(told.filter(({ words }) => words.includes('“token-2” is gone'))).toHaveLength(1);
});

test('an app that is allowed again after it was revoked is held again', async () => {
  await inventory.look(max([1, 2]));
  await inventory.noteRevoked('max', revoked);
  await aMoment();
  await inventory.look(max([1, 2]));
  expect(await kept()).toMatchObject({ held: [1, 2] });
});

test('of two looks the one that began later counts, in whichever order they end', async () => {
  const finishEarlier = lookUnderWay([1]);
  await aMoment();
  await inventory.look(max([1, 2]));
  await finishEarlier();
  expect(await kept()).toEqual({ held: [1, 2], gone: [] });
});

test('whoever is slower makes its change anew, from what the faster one left', async () => {
  await inventory.look(max([1, 2]));
  const snapshots = createSnapshots(redisServer.client);
  const seen: (readonly number[])[] = [];
  await Promise.all([
    ...[1, 2].map(async (id) => await inventory.noteRevoked('max', { kind: 'pat', id })),
    snapshots.change('max', (before) => {
      seen.push(before?.tokens.map(({ id }) => id) ?? []);
      return before && { snapshot: { ...before, problem: 'slow' }, differences: [] };
    }),
  ]);
  expect((await kept()).gone?.toSorted()).toEqual(['1 revoked', '2 revoked']);
  expect((await inventory.read('max'))?.problem).toBe('slow');
  expect(seen[0]).toEqual([1, 2]);
});

test('each change gets a number of its own, higher than all before', async () => {
  await Promise.all(
    Array.from({ length: 20 }, async (_, index) => {
      await inventory.look({ ...max([1]), username: `Person-${index}` });
    }),
  );
  await inventory.look({ ...max([1, 2]), username: 'Person-3' });
  const numbers = await redisServer.client.zrange('inventories', 0, -1, 'WITHSCORES');
  const scores = numbers.filter((_, place) => place % 2 === 1).map(Number);
  expect(new Set(scores).size).toBe(20);
  expect(numbers.slice(-2)).toEqual(['person-3', '21']);
});

import { EventEmitter, once } from 'node:events';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { createInventory, type Inventory } from '../../server/audit/inventory.ts';
import { createSnapshots } from '../../server/audit/snapshots.ts';
import type { LinodeClient } from '../../server/linode/client.ts';
import { createLogger } from '../../server/logger.ts';
import { startRedis, type RedisServer } from '../support/redis-server.ts';
import { linodeThat, linodeWith, listOf, refusal, type Told } from '../support/told-linode.ts';

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

const apps = [
  {
    id: 1,
    label: 'Tide Monitor',
    scopes: 'linodes:read_only',
    created: day,
    expiry: '2027-01-01T00:00:00',
    website: 'https://tide.example',
  },
];

test('tokens and apps are kept as Linode tells of them, and never more of a token than its start', async () => {
  const pat = { id: 7, label: 'ci', scopes: '*', created: day, expiry: null, token: secret };
  const linode = linodeWith({
    '/profile/tokens': [200, listOf(pat)],
    '/profile/apps': [200, listOf(...apps)],
  });
  const before = new Date().toISOString();
  const looked = await inventory.look({ username: 'Max', linode });
  const takenAt = looked?.takenAt ?? '';
  expect(takenAt >= before).toBe(true);
  const created = '2026-11-01T00:00:00.000Z';
  expect(looked).toEqual({
    username: 'Max',
    takenAt,
    gone: [],
    tokens: [
      {
        kind: 'pat',
        id: 7,
        label: 'ci',
        prefix: secret.slice(0, 16),
        scopes: '*',
        createdAt: created,
        expiresAt: '',
        website: '',
        firstSeenAt: takenAt,
      },
      {
        kind: 'app',
        id: 1,
        label: 'Tide Monitor',
        prefix: '',
        scopes: 'linodes:read_only',
        createdAt: created,
        expiresAt: '2027-01-01T00:00:00.000Z',
        website: 'https://tide.example',
        firstSeenAt: takenAt,
      },
    ],
  });
  expect(await inventory.read('max')).toEqual(looked);
  expect(await redisServer.client.get('inventory:max')).not.toContain(secret);
});

const secret = '0123456789abcdef'.repeat(4);

const nothingHeld = {
  '/profile/tokens': [200, listOf()],
  '/profile/apps': [200, listOf()],
} as const;
const dead: Told = [401, refusal('Invalid Token')];

interface Coming {
  readonly username?: string;
  readonly scopes?: readonly string[];
  readonly on?: Inventory;
}

/** Somebody who comes by, on a replica of their own where nothing else is said. */
async function comesBy(answers: Readonly<Record<string, Told>>, more: Coming = {}) {
  const { username = 'Max', scopes = ['account:read_only'], on = newReplica() } = more;
  const can = (...wanted: readonly string[]) => wanted.every((scope) => scopes.includes(scope));
  await on.lookIfDue({ username, can, linode: linodeWith(answers) });
  return await on.read(username);
}

function newReplica(): Inventory {
  return createInventory(redisServer.client, createLogger('silent'));
}

describe('a look now and then', () => {
  test('is one for all replicas, for ten minutes', async () => {
    const first = await comesBy(nothingHeld);
    expect(first).toMatchObject({ username: 'Max', tokens: [] });
    const lease = await redisServer.client.pttl('inventory:max:lease');
    expect(Math.ceil(lease / 60_000)).toBe(10);
    expect(await comesBy({})).toEqual(first);
    expect(await comesBy({}, { username: 'max' })).toEqual(first);
  });

  test('is each person’s own', async () => {
    await comesBy(nothingHeld);
    expect(await comesBy(nothingHeld, { username: 'anna' })).toMatchObject({ username: 'anna' });
  });

  test('asks the store no second time on the same replica', async () => {
    const on = newReplica();
    const first = await comesBy(nothingHeld, { on });
    await redisServer.client.del('inventory:max:lease');
    expect(await comesBy({}, { on })).toEqual(first);
    expect(await redisServer.client.exists('inventory:max:lease')).toBe(0);
  });

  test('waits for the scope that it needs, and is none without it', async () => {
    const on = newReplica();
    expect(await comesBy(nothingHeld, { on, scopes: ['linodes:read_only'] })).toBeNull();
    expect(await redisServer.client.keys('*')).toEqual([]);
    expect(await comesBy(nothingHeld, { on })).not.toBeNull();
  });

  test('says why it did not succeed, beside what was seen before', async () => {
    const withheld: Told = [403, refusal('Unauthorized')];
    const failed = { ...nothingHeld, '/profile/apps': withheld };
    const nothing = { username: 'Max', takenAt: '', tokens: [], gone: [], problem: 'Unauthorized' };
    expect(await comesBy(failed)).toEqual(nothing);
    const seen = await inventory.look(max([1]));
    await redisServer.client.del('inventory:max:lease');
    expect(await comesBy(failed)).toEqual({ ...seen, problem: 'Unauthorized' });
    // What was held all the time, unseen, did not appear.
    expect(await inventory.newestDifferences(10)).toEqual([]);
  });

  test('keeps no problem of a dead token, nor of a mistake of ours', async () => {
    expect(await comesBy({ ...nothingHeld, '/profile/apps': dead })).toBeNull();
    await redisServer.client.flushall();
    const linode = linodeThat(() => {
      throw new TypeError('undefined is not a function');
    });
    await newReplica().lookIfDue({ username: 'max', can: () => true, linode });
    expect(await inventory.read('max')).toBeNull();
  });
});

test('one token’s history is its own, the newest in front', async () => {
  const app = { '/profile/apps': [200, listOf(...apps)] } as const;
  const held = (...labels: readonly string[]) => {
    const tokens = labels.map((label, at) => ({ id: at + 1, label, scopes: '*', token: secret }));
    return {
      username: 'max',
      linode: linodeWith({ ...app, '/profile/tokens': [200, listOf(...tokens)] }),
    };
  };
  await inventory.look({ ...held(), linode: max([]).linode });
  await inventory.look(held('one', 'two'));
  await aMoment();
  await inventory.look(held('first', 'two'));
  const history = await inventory.historyOf('max', { kind: 'pat', id: 1 });
  expect(history.map(({ words }) => words)).toEqual([
    'Token “first” was called one before',
    'Token “one” appeared, with *',
  ]);
  expect((history[0]?.at ?? '') > (history[1]?.at ?? '')).toBe(true);
  const ofApp = await inventory.historyOf('max', { kind: 'app', id: 1 });
  expect(ofApp.map(({ words }) => words)).toEqual([
    'App “Tide Monitor” appeared, with linodes:read_only',
  ]);
  const newest = await inventory.newestDifferences(1);
  expect(newest).toEqual([{ ...history[0], owner: 'max' }]);
});

test('of all changes a thousand are kept', async () => {
  const many = Array.from({ length: 600 }, (_, id) => id);
  await inventory.look(max([]));
  await inventory.look(max(many));
  await aMoment();
  await inventory.look(max([]));
  expect(await redisServer.client.llen('inventory:max:history')).toBe(1000);
  expect(await inventory.newestDifferences(5000)).toHaveLength(1000);
});

test('whoever is always slower gives up, and says so', async () => {
  const snapshots = createSnapshots(redisServer.client);
  let tries = 0;
  const changing = snapshots.change('max', (before) => {
    tries += 1;
    // Somebody else is always there between the look and the change.
    void redisServer.client.set('inventory:max', `{"of":${tries}}`);
    return {
      snapshot: before ?? { username: 'max', takenAt: '', tokens: [], gone: [] },
      differences: [],
    };
  });
  await expect(changing).rejects.toThrow('faster than it could be written');
  expect(tries).toBe(20);
});

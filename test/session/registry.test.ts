import { setTimeout as sleep } from 'node:timers/promises';
import {
  afterAll,
  afterEach,
  beforeAll,
  beforeEach,
  describe,
  expect,
  jest,
  test,
} from '@jest/globals';
import { createLogger } from '../../server/logger.ts';
import { keys } from '../../server/redis/keys.ts';
import { createNoteActivity } from '../../server/session/activity.ts';
import { createIndexPages } from '../../server/session/index-pages.ts';
import { createSessionRegistry, type SessionRegistry } from '../../server/session/registry.ts';
import { startRedis, type RedisServer } from '../support/redis-server.ts';
import { until } from '../support/until.ts';

/* Which sessions there are, and when something is due for each. The clock stands still. */

const minute = 60_000;
const hour = 60 * minute;
const limits = { idleMs: 30 * minute, maxMs: 12 * hour, perUser: 3 };
const now = Date.now();

let redisServer: RedisServer;
let redis: RedisServer['client'];
let registry: SessionRegistry;

beforeAll(async () => {
  redisServer = await startRedis();
  redis = redisServer.client;
  registry = createSessionRegistry(redis, limits);
});
afterAll(async () => {
  await redisServer.stop();
});
beforeEach(async () => {
  clockShows(now);
  await redis.flushall();
});
afterEach(() => {
  jest.restoreAllMocks();
});

function clockShows(time: number): void {
  jest.spyOn(Date, 'now').mockReturnValue(time);
}

function session(vaultId: string, username = 'Max') {
  return { vaultId, username, sidHash: `sid-of-${vaultId}`, absoluteEnd: now + 8 * hour };
}

const taken = async () => await Promise.resolve();
const pages = () => createIndexPages(redis, limits.idleMs);
const fromNew = async () => await redis.zrange(keys.sessionsFromNewAddress, 0, -1);
const dueAt = async (id: string) => await redis.zscore(keys.sessions, id);

/** One a minute: the first was used longest ago. */
async function use(...ids: readonly string[]): Promise<void> {
  for (const [place, id] of ids.entries()) {
    clockShows(now + place * minute);
    await registry.extend(session(id));
  }
}

/** Counts how often the idle end is moved. */
function activity(extend: () => Promise<void>, idleMs = limits.idleMs) {
  const moved: string[] = [];
  const noteActivity = createNoteActivity(
    {
      ...registry,
      extend: async ({ vaultId }) => {
        moved.push(vaultId);
        await extend();
      },
    },
    { ...limits, idleMs },
    createLogger('silent'),
  );
  return { noteActivity, moved };
}

describe('a session that is used', () => {
  test('ends when it was idle for so long, in every index and in its own record', async () => {
    await redis.set(keys.session('sid-of-a'), '{}');
    await registry.extend(session('a'));
    expect(await dueAt('a')).toBe(String(now + limits.idleMs));
    expect(await redis.zscore('sessions:max', 'a')).toBe(String(now + limits.idleMs));
    expect(await redis.pexpiretime(keys.session('sid-of-a'))).toBe(now + limits.idleMs);
    const kept = await redis.pttl('sessions:max');
    expect(kept).toBeGreaterThan(limits.idleMs);
    expect(kept).toBeLessThanOrEqual(limits.maxMs);
  });

  test('ends at its absolute end all the same', async () => {
    await registry.extend({ ...session('a'), absoluteEnd: now + minute });
    expect(await dueAt('a')).toBe(String(now + minute));
  });

  test('tells how long it may stay idle yet; none at all is 0', async () => {
    await redis.set(keys.session('sid-of-a'), '{}');
    await registry.extend(session('a'));
    const leftMs = await registry.idleLeftMs('sid-of-a');
    expect(leftMs).toBeGreaterThan(0);
    expect(leftMs).toBeLessThanOrEqual(limits.idleMs);
    expect(await registry.idleLeftMs('sid-of-none')).toBe(0);
  });
});

describe('a session that is retired', () => {
  test('is its person’s no more, and its tokens are due now', async () => {
    await redis.set(keys.session('sid-of-a'), '{}');
    await registry.extend(session('a'));
    await redis.zadd(keys.sessionsFromNewAddress, now + hour, 'a');
    await registry.retire(session('a'));
    expect(await redis.exists(keys.session('sid-of-a'), 'sessions:max')).toBe(0);
    expect(await redis.exists(keys.sessionsFromNewAddress)).toBe(0);
    expect(await dueAt('a')).toBe(String(now));
  });

  test('stays due whatever its person did a moment before, and is theirs no more', async () => {
    await registry.extend(session('a'));
    await registry.retire(session('a'));
    await registry.extend(session('a'));
    expect(await registry.takeDue(1, minute)).toEqual(['a']);
    expect(await redis.exists('sessions:max')).toBe(0);
  });

  test('is counted as live no more, and forgotten once that is settled', async () => {
    await registry.extend(session('a'));
    await registry.extend(session('b'));
    await registry.retire(session('b'));
    clockShows(now + 1);
    expect(await registry.countLive()).toBe(1);
    await registry.forget('b');
    expect(await dueAt('b')).toBeNull();
    expect(await dueAt('a')).not.toBeNull();
  });
});

describe('of a person’s sessions', () => {
  test('those beyond the allowed number are the ones used longest ago', async () => {
    await use('a', 'b', 'c');
    expect(await registry.surplusOf('MAX')).toEqual([]);
    await use('a', 'b', 'c', 'd', 'e');
    expect(await registry.surplusOf('MAX')).toEqual(['a', 'b']);
  });

  test('those that are over take nobody’s place', async () => {
    await use('a', 'b', 'c', 'd');
    clockShows(now + limits.idleMs);
    expect(await registry.surplusOf('max')).toEqual([]);
  });

  test('those that live are listed, the one that ends first in front', async () => {
    await use('a', 'b', 'c');
    await registry.extend(session('z', 'moritz'));
    expect(await registry.sessionsOf('mAX')).toEqual(['a', 'b', 'c']);
    clockShows(now + limits.idleMs + 1);
    expect(await registry.sessionsOf('max')).toEqual(['b', 'c']);
  });
});

describe('what is due', () => {
  test('is taken by one for as long as the lease, the most urgent first', async () => {
    for (const [id, time] of Object.entries({ c: now, a: now - 2, b: now - 1, later: now + 1 }))
      await registry.dueAgainAt(id, time);
    expect(await registry.takeDue(2, minute)).toEqual(['a', 'b']);
    expect(await registry.takeDue(10, minute)).toEqual(['c']);
    expect(await registry.takeDue(10, minute)).toEqual([]);
    clockShows(now + minute);
    expect([...(await registry.takeDue(10, minute))].toSorted()).toEqual(['a', 'b', 'c', 'later']);
  });
});

describe('how a revocation came out', () => {
  test.each(['confirmed', 'failed'] as const)('%s, is kept as long as the log', async (outcome) => {
    await registry.noteRevocation('a', outcome);
    expect(await registry.revocationOf('a')).toBe(outcome);
    const day = 24 * hour;
    expect(await redis.pttl(keys.revoked('a'))).toBeGreaterThan(399 * day);
  });

  test('is not known before, nor where somebody else wrote there', async () => {
    expect(await registry.revocationOf('a')).toBeNull();
    await redis.set(keys.revoked('a'), 'perhaps');
    expect(await registry.revocationOf('a')).toBeNull();
  });
});

describe('a session from an address', () => {
  test('that is its person’s first is no surprise, another one is, once', async () => {
    await registry.noteAddress(session('first'), '192.0.2.1');
    expect(await fromNew()).toEqual([]);
    await registry.noteAddress(session('moved'), '192.0.2.2');
    await registry.noteAddress(session('again'), '192.0.2.2');
    await registry.noteAddress(session('other', 'moritz'), '192.0.2.3');
    expect(await fromNew()).toEqual(['moved']);
    expect(await redis.zscore(keys.sessionsFromNewAddress, 'moved')).toBe(String(now + 8 * hour));
  });

  test('leaves the list when it is over', async () => {
    await registry.noteAddress(session('first'), '192.0.2.1');
    await registry.noteAddress(session('moved'), '192.0.2.2');
    clockShows(now + 8 * hour);
    await registry.noteAddress({ ...session('late'), absoluteEnd: now + 9 * hour }, '192.0.2.3');
    expect(await fromNew()).toEqual(['late']);
  });

  test('is not remembered for ever', async () => {
    await registry.noteAddress(session('first'), '192.0.2.1');
    expect(await redis.pttl(keys.addressesOf('max'))).toBeGreaterThan(399 * 24 * hour);
  });
});

test('the index is walked in slices, to its end, ended or not', async () => {
  const ids = Array.from({ length: 500 }, (_, number) => `session-${number}`);
  await redis.zadd(keys.sessions, ...ids.flatMap((id, place) => [now - 250 + place, id]));
  const slices: (readonly string[])[] = [];
  for await (const slice of registry.slices(50)) slices.push(slice);
  expect(new Set(slices.flat())).toEqual(new Set(ids));
  expect(slices.length).toBeGreaterThan(5);
});

describe('everybody’s sessions as a list', () => {
  /** a was used at this moment, b five minutes ago, c ten; d is over. */
  beforeEach(async () => {
    const lastUse = { a: 0, b: 5, c: 10, d: 31 };
    for (const [id, minutes] of Object.entries(lastUse))
      await redis.zadd(keys.sessions, now - minutes * minute + limits.idleMs, id);
    await redis.zadd(
      keys.sessionsFromNewAddress,
      now - 1,
      'd',
      now + hour,
      'b',
      now + 2 * hour,
      'a',
    );
  });

  test.each([
    ['the one that ends last in front', 0, 2, ['a', 'b']],
    ['from a place on', 1, 2, ['b', 'c']],
    ['beyond the last', 3, 5, ['d']],
    ['of which nothing is shown', 0, 0, []],
  ])('of all: %s', async (...[, start, count, ids]) => {
    expect(await pages().all({ start, count })).toEqual({ ids, total: 4 });
  });

  test.each([
    ['the longest in front', 5, 0, 9, ['c', 'b'], 2],
    ['one a page', 5, 1, 1, ['b'], 2],
    ['beyond the last', 5, 2, 1, [], 2],
    ['of which nothing is shown', 5, 0, 0, [], 2],
    ['at least so long', 6, 0, 9, ['c'], 1],
    ['none so long', 11, 0, 9, [], 0],
  ])(
    'of those that nobody used for a while: %s',
    async (...[, minutes, start, count, ids, total]) => {
      expect(await pages().unused(minutes * minute, { start, count })).toEqual({ ids, total });
    },
  );

  test('of those from a new address: not those that are over', async () => {
    const range = { start: 0, count: 9 };
    expect(await pages().fromNewAddress(range)).toEqual({ ids: ['b', 'a'], total: 2 });
  });

  test('each is told which lists it is in', async () => {
    expect(await pages().placesOf(['d', 'c', 'b', 'a', 'none'], 5 * minute)).toEqual([
      { isUnused: false, isFromNewAddress: false },
      { isUnused: true, isFromNewAddress: false },
      { isUnused: true, isFromNewAddress: true },
      { isUnused: false, isFromNewAddress: true },
      { isUnused: false, isFromNewAddress: false },
    ]);
    expect(await pages().placesOf([], 5 * minute)).toEqual([]);
  });
});

describe('what a person does', () => {
  const old = { ...session('a'), startedAt: now - hour };

  test('moves the idle end, once in a while and for each session', async () => {
    const { noteActivity, moved } = activity(taken);
    for (const vaultId of ['a', 'a', 'b', 'a']) {
      noteActivity({ ...old, vaultId });
      await sleep(5);
    }
    expect(moved).toEqual(['a', 'b']);
  });

  test.each([
    ['a minute', 30 * minute, minute],
    ['a tenth of a short idle time', minute, minute / 10],
  ])('need not be noted in the first %s of a session', (_, idleMs, stepMs) => {
    const { noteActivity, moved } = activity(taken, idleMs);
    noteActivity({ ...old, vaultId: 'new', startedAt: now - stepMs + 1 });
    noteActivity({ ...old, vaultId: 'old', startedAt: now - stepMs });
    expect(moved).toEqual(['old']);
  });

  test('is noted with the next request where Redis did not take it', async () => {
    const { noteActivity, moved } = activity(async () => await Promise.reject(new Error('away')));
    await until('it is noted again', async () => {
      noteActivity(old);
      return await Promise.resolve(moved.length > 1);
    });
  });
});

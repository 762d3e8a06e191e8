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
import { createSealer } from '../../server/redis/sealer.ts';
import { createSessionRegistry } from '../../server/session/registry.ts';
import { createSealing, type SealingDeps } from '../../server/session/sealing.ts';
import { createVault, type Vault } from '../../server/vault/vault.ts';
import { startRedis, type RedisServer } from '../support/redis-server.ts';
import { until } from '../support/until.ts';
import { vaultEntry } from '../support/vault-entry.ts';

/* The walk over all sessions that seals them with the first key, and counts them by key. */

const key = (kid: string, byte: number) => ({ kid, key: Buffer.alloc(32, byte) });
const [fresh, old, retired] = [key('new', 1), key('old', 2), key('retired', 3)];
const minute = 60_000;

let redisServer: RedisServer;
let redis: RedisServer['client'];
/** One that knows both keys. */
let vault: Vault;

beforeAll(async () => {
  redisServer = await startRedis();
  redis = redisServer.client;
  vault = createVault(redis, await createSealer([fresh, old]));
});
afterAll(async () => {
  await redisServer.stop();
});
beforeEach(async () => {
  await redis.flushall();
});
afterEach(() => {
  jest.restoreAllMocks();
});

/** One replica. */
function sealingWith(changes: Partial<SealingDeps> = {}) {
  return createSealing({
    redis,
    vault,
    registry: createSessionRegistry(redis, { idleMs: minute, maxMs: minute, perUser: 1 }),
    kids: ['new', 'old'],
    logger: createLogger('silent'),
    ...changes,
  });
}

async function putUnder({ kid, key }: typeof fresh, ...ids: readonly string[]): Promise<void> {
  const own = createVault(redis, await createSealer([{ kid, key }]));
  for (const id of ids) {
    await own.put(vaultEntry(id));
    await redis.zadd(keys.sessions, 1, id);
  }
}

const dueAt = async () => Number(await redis.hget(keys.sealing, 'dueAt'));
const isCounted = async () => (await redis.hexists(keys.sealing, 'count')) === 1;

async function redisIsAway(): Promise<never> {
  return await Promise.reject(new Error('away'));
}

describe('a replica that starts with several keys', () => {
  test('seals everything with the first, and leaves the count for all to see', async () => {
    await putUnder(old, ...Array.from({ length: 120 }, (_, number) => `old-${number}`));
    await putUnder(fresh, 'fresh');
    await putUnder(retired, 'lost');
    await redis.hset(keys.vault('lost'), 'refresh', 'never sealed');
    const before = Date.now();
    const sealing = sealingWith();
    expect(await sealing.state()).toEqual({ kids: ['new', 'old'], count: null });
    sealing.start();
    await until('they are counted', isCounted);
    const { count } = await sealingWith({ kids: ['new'] }).state();
    expect(count?.sessions).toEqual({ new: 121, old: 0, retired: 1, '': 1 });
    expect(count?.countedAt).toBeGreaterThanOrEqual(before);
    expect(count?.countedAt).toBeLessThanOrEqual(Date.now());
    await sealing.stop();
  });

  test('walks also where another one has walked just now', async () => {
    await redis.hset(keys.sealing, 'dueAt', Date.now() + minute);
    const sealing = sealingWith();
    sealing.start();
    await until('they are counted', isCounted);
    await sealing.stop();
  });
});

describe('a replica with one key', () => {
  const kids = ['new'] as const;

  test('walks when it is due, and sets when that is next', async () => {
    const now = Date.now();
    jest.spyOn(Date, 'now').mockReturnValue(now);
    await redis.hset(keys.sealing, 'dueAt', now);
    const sealing = sealingWith({ kids });
    sealing.start();
    await until('they are counted', async () => await isCounted());
    await sealing.stop();
    expect(await dueAt()).toBe(now + 10 * minute);
  });

  test('does not walk before', async () => {
    const dueLater = Date.now() + minute;
    await redis.hset(keys.sealing, 'dueAt', dueLater);
    const sealing = sealingWith({ kids });
    sealing.start();
    await sealing.stop();
    expect([await isCounted(), await dueAt()]).toEqual([false, dueLater]);
  });

  test('looks every minute whether it is, until it stops', async () => {
    await redis.hset(keys.sealing, 'dueAt', Date.now() + 60 * minute);
    const tick = jest.spyOn(globalThis, 'setInterval');
    const stopped = jest.spyOn(globalThis, 'clearInterval');
    const sealing = sealingWith({ kids });
    sealing.start();
    const [look, everyMs] = tick.mock.calls[0] ?? [];
    expect(everyMs).toBe(minute);
    await redis.hdel(keys.sealing, 'dueAt');
    look?.();
    await until('they are counted', isCounted);
    await sealing.stop();
    expect(stopped.mock.calls.flat()).toContain(tick.mock.results[0]?.value);
  });
});

describe('a walk that does not come to its end', () => {
  test('is begun anew by whoever looks next', async () => {
    await putUnder(old, 'a');
    const failing = sealingWith({ vault: { ...vault, reseal: redisIsAway } });
    failing.start();
    await until('it has failed', async () => (await redis.exists(keys.sealing)) === 0);
    await failing.stop();
    const next = sealingWith({ kids: ['new'] });
    next.start();
    await until('they are counted', isCounted);
    await next.stop();
  });

  test('counts nothing where its process stops', async () => {
    await putUnder(old, 'a');
    const sealing = sealingWith();
    sealing.start();
    await sealing.stop();
    expect(await redis.exists(keys.sealing)).toBe(0);
  });
});

test('a count in another form is none', async () => {
  await redis.hset(keys.sealing, 'count', '{"countedAt":"yesterday"}');
  expect(await sealingWith().state()).toEqual({ kids: ['new', 'old'], count: null });
});

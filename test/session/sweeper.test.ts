import { EventEmitter, once } from 'node:events';
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
import type { AuditEvent } from '../../server/audit/record.ts';
import { createLogger } from '../../server/logger.ts';
import { keys } from '../../server/redis/keys.ts';
import { createSealer } from '../../server/redis/sealer.ts';
import { createEndSession } from '../../server/session/end.ts';
import { createSessionRegistry, type SessionRegistry } from '../../server/session/registry.ts';
import { createSweeper, type SweeperDeps } from '../../server/session/sweeper.ts';
import { createVault, type Vault } from '../../server/vault/vault.ts';
import { startRedis, type RedisServer } from '../support/redis-server.ts';
import { until } from '../support/until.ts';
import { putRecord, recordOf } from '../support/vault-entry.ts';

/* How a session ends, and how its tokens do after it. */

const minute = 60_000;
const limits = { idleMs: 30 * minute, maxMs: 12 * 60 * minute, perUser: 10 };

let redisServer: RedisServer;
let redis: RedisServer['client'];
let vault: Vault;
let registry: SessionRegistry;
let events: AuditEvent[];
let nudges: number;
let revoked: (string | null)[];

beforeAll(async () => {
  redisServer = await startRedis();
  redis = redisServer.client;
  vault = createVault(redis, await createSealer([{ kid: 'k1', key: Buffer.alloc(32, 1) }]));
  registry = createSessionRegistry(redis, limits);
});
afterAll(async () => {
  await redisServer.stop();
});
beforeEach(async () => {
  await redis.flushall();
  [events, nudges, revoked] = [[], 0, []];
});
afterEach(() => {
  jest.restoreAllMocks();
});

const audit = {
  record: async (event: AuditEvent) => {
    events.push(event);
    await Promise.resolve();
  },
};

function endSessionHere() {
  return createEndSession({ vault, registry, audit, nudge: () => void (nudges += 1) });
}

function sweeperWith(changes: Partial<SweeperDeps> = {}) {
  return createSweeper({
    vault,
    registry,
    audit,
    logger: createLogger('silent'),
    endSession: endSessionHere(),
    async revokeTokens({ refreshToken, accessToken }) {
      revoked.push(refreshToken, accessToken);
      await Promise.resolve();
    },
    ...changes,
  });
}

/** A session of Max's, with a record of its own and in the index. */
async function startSession(id: string, absoluteEnd = Date.now() + 60 * minute): Promise<void> {
  await putRecord(vault, id, { absoluteEnd });
  await redis.set(keys.session(`sid-of-${id}`), '{}');
  await registry.extend({ vaultId: id, username: 'max', sidHash: `sid-of-${id}`, absoluteEnd });
}

async function linodeIsAway(): Promise<never> {
  return await Promise.reject(new Error('away'));
}

const dueAt = async (id: string) => Number(await redis.zscore(keys.sessions, id));
const gone = async () => (await redis.exists(keys.vault('a'), keys.sessions)) === 0;
const ended = (reason: string) => ({
  type: 'session.ended',
  username: 'max',
  session: 'a',
  reason,
});
const tokens = (outcome: string) => ({
  type: 'token.revoked',
  username: 'max',
  session: 'a',
  outcome,
});

describe('a session ends', () => {
  test('in the vault, in its person’s list and by its own record; the log says why', async () => {
    await startSession('a');
    await endSessionHere()('a', 'signed-out');
    expect(await recordOf(vault, 'a')).toMatchObject({ state: 'ending', endReason: 'signed-out' });
    expect(await redis.exists(keys.session('sid-of-a'), keys.sessionsOf('max'))).toBe(0);
    expect(await dueAt('a')).toBeLessThanOrEqual(Date.now());
    expect(events).toEqual([ended('signed-out')]);
    expect(nudges).toBe(1);
  });

  test('once: a second end says nothing, and does over what the first may have left', async () => {
    await startSession('a');
    await vault.flipToEnding('a', 'signed-out');
    await endSessionHere()('a', 'idle');
    expect(await redis.exists(keys.session('sid-of-a'), keys.sessionsOf('max'))).toBe(0);
    expect((await recordOf(vault, 'a')).endReason).toBe('signed-out');
    expect(events).toEqual([]);
  });

  test('that has no record any more is forgotten', async () => {
    await registry.dueAgainAt('a', 1);
    await endSessionHere()('a', 'idle');
    expect(await gone()).toBe(true);
    expect([events, nudges]).toEqual([[], 0]);
  });
});

describe('the sweeper', () => {
  test('revokes what has ended, and nothing is left of it', async () => {
    await startSession('a');
    await endSessionHere()('a', 'signed-out');
    expect(await sweeperWith().settle('a')).toBe('revoked');
    expect(revoked).toEqual(['refresh-of-a', 'access-of-a']);
    expect(events).toEqual([ended('signed-out'), tokens('confirmed')]);
    expect(await registry.revocationOf('a')).toBe('confirmed');
    expect(await gone()).toBe(true);
  });

  test('leaves a session alone that goes on, and looks again when that could be over', async () => {
    await startSession('a');
    await registry.dueAgainAt('a', 1);
    const before = Date.now();
    expect(await sweeperWith().settle('a')).toBe('pending');
    expect(await recordOf(vault, 'a')).toMatchObject({ state: 'live' });
    const again = await dueAt('a');
    expect(again).toBeGreaterThan(before);
    expect(again).toBeLessThanOrEqual(Date.now() + limits.idleMs);
    expect([events, revoked]).toEqual([[], []]);
  });

  test.each([
    ['that nobody used', 'idle', async () => await redis.del(keys.session('sid-of-a'))],
    [
      'whose tokens are dead',
      'tokens-dead',
      async () => await vault.markDead(await recordOf(vault, 'a')),
    ],
    [
      'that has lasted long enough',
      'absolute-end',
      async () => {
        const { absoluteEnd } = await recordOf(vault, 'a');
        jest.spyOn(Date, 'now').mockReturnValue(absoluteEnd);
      },
    ],
  ])('ends and revokes one %s', async (_, reason, happens) => {
    await startSession('a');
    await happens();
    expect(await sweeperWith().settle('a')).toBe('revoked');
    expect(events).toEqual([ended(reason), tokens('confirmed')]);
    expect(revoked).toEqual(['refresh-of-a', 'access-of-a']);
    expect(await gone()).toBe(true);
  });

  test('forgets one whose record is gone', async () => {
    await registry.dueAgainAt('a', 1);
    expect(await sweeperWith().settle('a')).toBe('pending');
    expect(await gone()).toBe(true);
  });

  test('tries again what Linode does not take, less and less often', async () => {
    await startSession('a');
    await endSessionHere()('a', 'signed-out');
    const now = Date.now();
    jest.spyOn(Date, 'now').mockReturnValue(now);
    const sweeper = sweeperWith({ revokeTokens: linodeIsAway });
    const pauses: number[] = [];
    for (let count = 0; count < 11; count += 1) {
      expect(await sweeper.settle('a')).toBe('pending');
      pauses.push(((await dueAt('a')) - now) / 1000);
    }
    expect(pauses).toEqual([2, 4, 8, 16, 32, 64, 128, 256, 512, 600, 600]);
    expect((await recordOf(vault, 'a')).revokeTries).toBe(11);
    expect(await registry.revocationOf('a')).toBeNull();
  });

  test.each([
    ['within a day', -1, false],
    ['after a day', 0, true],
  ])('gives up %s: %s', async (...[, sooner, isGivenUp]) => {
    await startSession('a');
    await endSessionHere()('a', 'signed-out');
    const { endedAt } = await recordOf(vault, 'a');
    jest.spyOn(Date, 'now').mockReturnValue(endedAt + 24 * 60 * minute + sooner);
    expect(await sweeperWith({ revokeTokens: linodeIsAway }).settle('a')).toBe('pending');
    expect(await gone()).toBe(isGivenUp);
    expect(await registry.revocationOf('a')).toBe(isGivenUp ? 'failed' : null);
    expect(events.slice(1)).toEqual(isGivenUp ? [tokens('failed')] : []);
  });

  test('revokes what a refresh brings meanwhile, and keeps it in the index until then', async () => {
    await startSession('a');
    const held = await recordOf(vault, 'a');
    const fresh = { accessToken: 'new', refreshToken: null, expiresInSeconds: 60 };
    await endSessionHere()('a', 'signed-out');
    const { settle } = sweeperWith({
      async revokeTokens({ accessToken }) {
        if (accessToken === 'access-of-a') await vault.commit(held, 'a refresh', fresh);
        revoked.push(accessToken, await redis.zscore(keys.sessions, 'a'));
      },
    });
    expect(await settle('a')).toBe('revoked');
    expect(revoked).toEqual(['access-of-a', expect.any(String), 'new', expect.any(String)]);
    expect(await gone()).toBe(true);
  });

  test('gives up at once on what cannot be opened any more', async () => {
    await startSession('a');
    await redis.hset(keys.vault('a'), 'refresh', 'altered');
    await endSessionHere()('a', 'signed-out');
    expect(await sweeperWith().settle('a')).toBe('pending');
    expect(events.slice(1)).toEqual([tokens('failed')]);
    expect([revoked, await gone()]).toEqual([[], true]);
  });

  test('works on one session once at a time, however many ask', async () => {
    await startSession('a');
    await endSessionHere()('a', 'signed-out');
    const { settle } = sweeperWith();
    const both = [settle('a'), settle('a')];
    expect(both[0]).toBe(both[1]);
    expect(await Promise.all(both)).toEqual(['revoked', 'revoked']);
    expect(revoked).toHaveLength(2);
    expect(await settle('a')).toBe('pending');
  });

  test('says that it is pending where Redis fails, and never throws', async () => {
    const broken = { ...vault, read: linodeIsAway };
    expect(await sweeperWith({ vault: broken }).settle('a')).toBe('pending');
  });
});

describe('a sweep', () => {
  test('begins by itself when something is due, and when it is nudged', async () => {
    await startSession('a');
    await endSessionHere()('a', 'signed-out');
    const started = jest.spyOn(globalThis, 'setInterval');
    const stopped = jest.spyOn(globalThis, 'clearInterval');
    const sweeper = sweeperWith();
    sweeper.start();
    const timer = started.mock.results[0]?.value;
    await until('the first is revoked', gone);
    await sweeper.stop();
    expect(stopped.mock.calls.flat()).toContain(timer);
    await startSession('a');
    await endSessionHere()('a', 'signed-out');
    sweeper.nudge();
    await until('the second is revoked', gone);
    expect(revoked).toHaveLength(4);
  });

  test('does not take more than it can work on, nor stops before it is done', async () => {
    const ids = Array.from({ length: 60 }, (_, number) => `session-${number}`);
    await redis.zadd(keys.sessions, ...ids.flatMap((id) => [1, id]));
    for (const id of ids) {
      await putRecord(vault, id);
      await vault.flipToEnding(id, 'signed-out');
    }
    const linode = new EventEmitter();
    const confirmed = once(linode, 'confirms');
    const under = new Set<string>();
    const sweeper = sweeperWith({
      async revokeTokens({ accessToken }) {
        under.add(accessToken);
        await confirmed;
      },
    });
    sweeper.nudge();
    await until('fifty are under way', async () => await Promise.resolve(under.size === 50));
    await putRecord(vault, 'one more');
    await vault.flipToEnding('one more', 'signed-out');
    const settled = sweeper.settle('one more');
    await until('that one is, too', async () => await Promise.resolve(under.size === 51));
    sweeper.nudge();
    expect(await registry.takeDue(100, minute)).toHaveLength(10);
    const stopped = sweeper.stop();
    linode.emit('confirms');
    await stopped;
    expect(await redis.zcard(keys.sessions)).toBe(10);
    expect(await settled).toBe('revoked');
    expect(under.size).toBe(51);
  });

  test('that fails is made up for by the next', async () => {
    const sweeper = sweeperWith({ registry: { ...registry, takeDue: linodeIsAway } });
    sweeper.nudge();
    await sweeper.stop();
  });
});

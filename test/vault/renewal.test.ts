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
import { keys } from '../../server/redis/keys.ts';
import { createSealer, SealBroken } from '../../server/redis/sealer.ts';
import type { VaultRecord } from '../../server/vault/record.ts';
import { createRefresher, type RefreshDeps } from '../../server/vault/refresh.ts';
import {
  createTokenSource,
  RefreshUnavailable,
  TokensDead,
} from '../../server/vault/token-source.ts';
import { createVault, type Tokens, type Vault } from '../../server/vault/vault.ts';
import { startRedis, type RedisServer } from '../support/redis-server.ts';
import { until } from '../support/until.ts';
import { putRecord, recordOf } from '../support/vault-entry.ts';

/* When a session's tokens are renewed, and by whom: over all processes one asks Linode. */

let redisServer: RedisServer;
let redis: RedisServer['client'];
let vault: Vault;
/** What the one who asks Linode was given, in order. */
let asked: string[];
let discarded: string[];
let outcomes: string[];

beforeAll(async () => {
  redisServer = await startRedis();
  redis = redisServer.client;
  vault = createVault(redis, await createSealer([{ kid: 'k1', key: Buffer.alloc(32, 1) }]));
});
afterAll(async () => {
  await redisServer.stop();
});
beforeEach(async () => {
  await redis.flushall();
  [asked, discarded, outcomes] = [[], [], []];
});
afterEach(() => {
  jest.restoreAllMocks();
});

const lock = keys.vaultLock('a');
const refusal = new Error('invalid_grant');
const storeError = Object.assign(new Error('OOM'), { name: 'ReplyError' });

/** Linode's next tokens for these: `access-1`, `access-2`, … */
async function next(refreshToken: string): Promise<Tokens> {
  asked.push(refreshToken);
  const [accessToken, newer] = [`access-${asked.length}`, `refresh-${asked.length}`];
  return await Promise.resolve({ accessToken, refreshToken: newer, expiresInSeconds: 7200 });
}

/** One process. */
function refresherWith(changes: Partial<RefreshDeps> = {}) {
  return createRefresher({
    redis,
    vault,
    askLinode: next,
    isRefusal: (error) => error === refusal,
    discard: async ({ tokens, username }) => {
      discarded.push(`${username}: ${tokens.accessToken}`);
      await Promise.resolve();
    },
    onRefreshed: ({ id }, outcome) => void outcomes.push(`${id} ${outcome}`),
    ...changes,
  });
}

/** Linode's answer comes when the gate opens. */
function gate() {
  const gates = new EventEmitter();
  const opened = once(gates, 'open');
  return {
    open: () => void gates.emit('open'),
    askLinode: async (refreshToken: string) => {
      const tokens = await next(refreshToken);
      await opened;
      return tokens;
    },
  };
}

async function openedAccess(held: VaultRecord): Promise<string> {
  return await vault.openAccess(held);
}

async function rejected(reason: Error): Promise<never> {
  return await Promise.reject(reason);
}

function runningTimers(): number {
  return process.getActiveResourcesInfo().filter((resource) => resource === 'Timeout').length;
}

/** A vault whose commit fails so often, in this way. */
function failing(times: number, error: Error): Vault {
  let left = times;
  return {
    ...vault,
    commit: async (...args) => (left-- > 0 ? await rejected(error) : await vault.commit(...args)),
  };
}

/** @returns a session's token for a read, and how it came about. */
async function used(held: VaultRecord): Promise<string> {
  const refreshing: Promise<VaultRecord>[] = [];
  const refresh = async (old: VaultRecord) => {
    const refreshed = refresherWith().refresh(old);
    refreshing.push(refreshed);
    return await refreshed;
  };
  const token = await createTokenSource(vault, refresh, held).access('read');
  await Promise.all(refreshing);
  if (refreshing.length === 0) return `${token}, as it is`;
  return `${token}, ${token === 'old' ? 'refreshed ahead of time' : 'waited for'}`;
}

describe('a refresh', () => {
  test('is one call for all who ask, in this process and in others', async () => {
    const held = await putRecord(vault, 'a');
    const { open, askLinode } = gate();
    const [here, there] = [refresherWith({ askLinode }), refresherWith({ askLinode })];
    const all = [here, there, here, there].map(async ({ refresh }) => await refresh(held));
    await until('Linode was asked', async () => await Promise.resolve(asked.length > 0));
    expect(await redis.pttl(lock)).toBeLessThanOrEqual(3000);
    open();
    for (const record of await Promise.all(all)) {
      expect(record.generation).toBe(1);
      expect(await openedAccess(record)).toBe('access-1');
    }
    expect(asked).toEqual(['refresh-of-a']);
    expect(outcomes).toEqual(['a refreshed']);
  });

  test('is another call for whoever has its tokens, and none for who has older ones', async () => {
    const held = await putRecord(vault, 'a');
    const { refresh } = refresherWith();
    const newer = await refresh(held);
    expect(await openedAccess(await refresh(newer))).toBe('access-2');
    expect(await openedAccess(await refresh(held))).toBe('access-2');
    expect(asked).toEqual(['refresh-of-a', 'refresh-1']);
  });

  test('holds its lease for as long as Linode thinks, and gives it back', async () => {
    const held = await putRecord(vault, 'a');
    const { open, askLinode } = gate();
    const refreshed = refresherWith({ askLinode }).refresh(held);
    await until('Linode was asked', async () => await Promise.resolve(asked.length > 0));
    await redis.pexpire(lock, 600_000);
    await until('the lease was renewed', async () => (await redis.pttl(lock)) <= 3000);
    expect(await redis.exists(lock)).toBe(1);
    open();
    await refreshed;
    expect(await redis.exists(lock)).toBe(0);
  });

  test('leaves no timer running', async () => {
    const held = await putRecord(vault, 'a');
    const before = runningTimers();
    await refresherWith().refresh(held);
    await refresherWith({ askLinode: async () => await rejected(refusal) })
      .refresh(await recordOf(vault, 'a'))
      .catch(() => null);
    expect(runningTimers()).toBeLessThanOrEqual(before);
  });

  test('is waited for by a process that stops', async () => {
    const held = await putRecord(vault, 'a');
    const { open, askLinode } = gate();
    const { refresh, drain } = refresherWith({ askLinode });
    const refreshed = refresh(held);
    let isDrained = false;
    const drained = drain().then(() => (isDrained = true));
    await until('Linode was asked', async () => await Promise.resolve(asked.length > 0));
    expect(isDrained).toBe(false);
    open();
    await drained;
    expect(await openedAccess(await recordOf(vault, 'a'))).toBe('access-1');
    await refreshed;
  });
});

describe('a refresh that Linode', () => {
  test('refuses is the end of the tokens', async () => {
    const held = await putRecord(vault, 'a');
    const { refresh } = refresherWith({ askLinode: async () => await rejected(refusal) });
    await expect(refresh(held)).rejects.toThrow(TokensDead);
    expect(await recordOf(vault, 'a')).toMatchObject({ state: 'dead', refreshFailedAt: 0 });
    expect(outcomes).toEqual(['a refused']);
    expect(await redis.exists(lock)).toBe(0);
    await expect(refresh(held)).rejects.toThrow(TokensDead);
    expect(outcomes).toEqual(['a refused']);
  });

  test('refuses because another one was faster has the tokens of that one', async () => {
    const held = await putRecord(vault, 'a');
    const { refresh } = refresherWith({
      async askLinode(refreshToken) {
        await redis.set(lock, 'another');
        await vault.commit(held, 'another', await next(refreshToken));
        throw refusal;
      },
    });
    expect(await openedAccess(await refresh(held))).toBe('access-1');
  });

  test.each([
    ['ended', async () => await vault.flipToEnding('a', 'signed-out')],
    ['gone', async () => await redis.del(keys.vault('a'))],
  ])('refuses once the session has %s changes nothing there', async (_, end) => {
    const held = await putRecord(vault, 'a');
    const { refresh } = refresherWith({
      async askLinode() {
        await end();
        throw refusal;
      },
    });
    await expect(refresh(held)).rejects.toThrow(TokensDead);
    expect(await vault.read('a')).toEqual(
      (await redis.exists(keys.vault('a'))) === 0
        ? null
        : expect.objectContaining({ state: 'ending' }),
    );
  });

  test('does not answer leaves the session as it was, and is tried anew by who asks next', async () => {
    const held = await putRecord(vault, 'a');
    const trouble = new Error('timeout');
    const { refresh } = refresherWith({ askLinode: async () => await rejected(trouble) });
    const failed: unknown = await refresh(held).catch((error: unknown) => error);
    expect(failed).toBeInstanceOf(RefreshUnavailable);
    expect(failed).toHaveProperty('cause', trouble);
    const { state, refreshFailedAt } = await recordOf(vault, 'a');
    expect(state).toBe('live');
    expect(refreshFailedAt).toBeGreaterThan(0);
    expect(outcomes).toEqual(['a unavailable']);
    await until(
      'the clock moved on',
      async () => await Promise.resolve(Date.now() > refreshFailedAt),
    );
    expect(await openedAccess(await refresherWith().refresh(held))).toBe('access-1');
  });

  test('does not answer fails for those who waited, in other processes too', async () => {
    const held = await putRecord(vault, 'a');
    await redis.set(lock, 'another');
    const waiting = refresherWith().refresh(held);
    await vault.note('a', 'refreshFailedAt', String(Date.now() + 1));
    await expect(waiting).rejects.toThrow(RefreshUnavailable);
    expect(asked).toEqual([]);
  });
});

describe('whoever waits for another process', () => {
  test('has its tokens as soon as they are there', async () => {
    const held = await putRecord(vault, 'a');
    await redis.set(lock, 'another');
    const waiting = refresherWith().refresh(held);
    await vault.commit(held, 'another', await next('refresh-of-a'));
    await redis.set(lock, 'a third');
    expect(await openedAccess(await waiting)).toBe('access-1');
    expect(asked).toHaveLength(1);
  });

  test.each([
    ['ends', async () => await vault.flipToEnding('a', 'signed-out')],
    ['is gone', async () => await redis.del(keys.vault('a'))],
  ])('is told when the session %s', async (_, end) => {
    const held = await putRecord(vault, 'a');
    await redis.set(lock, 'another');
    const waiting = refresherWith().refresh(held);
    await end();
    await expect(waiting).rejects.toThrow(TokensDead);
  });

  test('takes over where it died', async () => {
    const held = await putRecord(vault, 'a');
    await redis.set(lock, 'another', 'PX', 100);
    expect(await openedAccess(await refresherWith().refresh(held))).toBe('access-1');
  });

  test('does not wait for ever', async () => {
    const held = await putRecord(vault, 'a');
    await redis.set(lock, 'another');
    const start = Date.now();
    const waiting = refresherWith().refresh(held);
    jest.spyOn(Date, 'now').mockReturnValue(start + 12_000);
    await expect(waiting).rejects.toThrow(RefreshUnavailable);
    expect(asked).toEqual([]);
  });
});

describe('new tokens', () => {
  test('are kept in the end where Redis does not take them at first', async () => {
    const held = await putRecord(vault, 'a');
    const { refresh } = refresherWith({ vault: failing(2, storeError) });
    expect(await openedAccess(await refresh(held))).toBe('access-1');
    expect(discarded).toEqual([]);
  });

  test('are ended at Linode where Redis does not take them for ten seconds', async () => {
    const held = await putRecord(vault, 'a');
    const later = Date.now() + 11_000;
    const commit = async () => {
      jest.spyOn(Date, 'now').mockReturnValue(later);
      return await rejected(storeError);
    };
    const waiting = refresherWith({ vault: { ...vault, commit } }).refresh(held);
    await expect(waiting).rejects.toBe(storeError);
    expect(discarded).toEqual(['max: access-1']);
  });

  test('are ended at Linode at once where something else is wrong', async () => {
    const held = await putRecord(vault, 'a');
    const bug = new TypeError('a bug');
    await expect(refresherWith({ vault: failing(1, bug) }).refresh(held)).rejects.toBe(bug);
    expect(discarded).toEqual(['max: access-1']);
    expect(await redis.exists(lock)).toBe(0);
  });

  test('that come too late for a session are ended at Linode', async () => {
    const held = await putRecord(vault, 'a');
    const { refresh } = refresherWith({
      async askLinode(refreshToken) {
        await redis.del(keys.vault('a'));
        return await next(refreshToken);
      },
    });
    await expect(refresh(held)).rejects.toThrow(TokensDead);
    expect(discarded).toEqual(['max: access-1']);
  });

  test('that a session’s end takes along are nobody’s to use', async () => {
    const held = await putRecord(vault, 'a');
    const { refresh } = refresherWith({
      async askLinode(refreshToken) {
        await vault.flipToEnding('a', 'signed-out');
        return await next(refreshToken);
      },
    });
    await expect(refresh(held)).rejects.toThrow(TokensDead);
    expect(discarded).toEqual([]);
    expect(await openedAccess(await recordOf(vault, 'a'))).toBe('access-1');
  });
});

describe('what there is to refresh with', () => {
  const tokens = { accessToken: 'only', refreshToken: null, expiresInSeconds: 60 };

  test('may be nothing: Linode is not asked, the tokens are dead', async () => {
    const held = await putRecord(vault, 'a', { tokens });
    await expect(refresherWith().refresh(held)).rejects.toThrow(TokensDead);
    expect(asked).toEqual([]);
    expect((await recordOf(vault, 'a')).state).toBe('dead');
  });

  test('may be unreadable, which is no better', async () => {
    const held = await putRecord(vault, 'a');
    await expect(refresherWith().refresh({ ...held, refresh: 'altered' })).rejects.toThrow(
      TokensDead,
    );
    expect(asked).toEqual([]);
  });

  test('may be out of reach just now: the session stays', async () => {
    const held = await putRecord(vault, 'a');
    const unlucky = { ...vault, openRefresh: async () => await rejected(storeError) };
    await expect(refresherWith({ vault: unlucky }).refresh(held)).rejects.toBe(storeError);
    expect((await recordOf(vault, 'a')).state).toBe('live');
  });
});

describe('a session’s access token', () => {
  const now = Date.now();
  const second = 1000;
  const minute = 60 * second;
  const hour = 60 * minute;

  /** A token that lives so long, with so much of it left. */
  async function tokenWith(
    lifeMs: number,
    leftMs: number,
    refreshToken: string | null = 'refresh',
  ) {
    jest.spyOn(Date, 'now').mockReturnValue(now);
    const tokens = { accessToken: 'old', refreshToken, expiresInSeconds: 7200 };
    await putRecord(vault, 'a', { tokens });
    const times = { accessIssuedAt: now + leftMs - lifeMs, accessExpiresAt: now + leftMs };
    await redis.hset(keys.vault('a'), times);
    return await recordOf(vault, 'a');
  }

  test.each([
    [
      'of Linode’s two hours, with five minutes and more left',
      2 * hour,
      5 * minute + 1,
      'old, as it is',
    ],
    ['with less than five minutes left', 2 * hour, 4 * minute, 'old, refreshed ahead of time'],
    [
      'with a little more than 15 seconds left',
      2 * hour,
      15 * second + 1,
      'old, refreshed ahead of time',
    ],
    ['with 15 seconds left', 2 * hour, 15 * second, 'access-1, waited for'],
    ['that has expired', 2 * hour, -second, 'access-1, waited for'],
    ['of one minute, for most of its life', minute, 16 * second, 'old, as it is'],
    ['of one minute, in its last quarter', minute, 13 * second, 'old, refreshed ahead of time'],
    [
      'of one minute, with more than a twentieth left',
      minute,
      3 * second + 1,
      'old, refreshed ahead of time',
    ],
    ['of one minute, in its last twentieth', minute, 3 * second, 'access-1, waited for'],
    ['that expires before it was issued', -minute, second, 'old, as it is'],
  ])('%s', async (...[, lifeMs, leftMs, expected]) => {
    expect(await used(await tokenWith(lifeMs, leftMs))).toBe(expected);
  });

  test('that never expires is used as it is', async () => {
    await tokenWith(hour, -hour);
    await redis.hset(keys.vault('a'), 'accessExpiresAt', '');
    expect(await used(await recordOf(vault, 'a'))).toBe('old, as it is');
  });

  test('without one to refresh it is used to its end', async () => {
    expect(await used(await tokenWith(2 * hour, minute, null))).toBe('old, as it is');
  });

  test('is not refreshed by everybody at the same moment', async () => {
    const held = await tokenWith(2 * hour, 4.75 * minute);
    jest.spyOn(Math, 'random').mockReturnValue(0.9);
    expect(await used(held)).toBe('old, as it is');
    jest.spyOn(Math, 'random').mockReturnValue(0.1);
    expect(await used(held)).toBe('old, refreshed ahead of time');
  });

  test('goes on where refreshing it ahead of time fails', async () => {
    const held = await tokenWith(2 * hour, minute);
    const source = createTokenSource(vault, async () => await rejected(storeError), held);
    expect(await source.access('read')).toBe('old');
  });

  test('for a change is the newest, and only while the session lives', async () => {
    jest.spyOn(Date, 'now').mockReturnValue(now);
    const held = await putRecord(vault, 'a');
    const source = createTokenSource(vault, async () => await rejected(storeError), held);
    expect(await source.access('change')).toBe('access-of-a');
    await vault.commit(held, 'another', await next('refresh-of-a'));
    expect(await source.access('read')).toBe('access-of-a');
    expect(await source.access('change')).toBe('access-1');
    await vault.markDead(await recordOf(vault, 'a'));
    await expect(source.access('change')).rejects.toThrow(TokensDead);
    await redis.del(keys.vault('a'));
    await expect(source.access('change')).rejects.toThrow(TokensDead);
  });

  test('for a read counts as the newest for five seconds', async () => {
    const clock = jest.spyOn(Date, 'now').mockReturnValue(now);
    const held = await putRecord(vault, 'a');
    const source = createTokenSource(vault, async () => await rejected(storeError), held);
    await vault.commit(held, 'another', await next('refresh-of-a'));
    clock.mockReturnValue(now + 5 * second);
    expect(await source.access('read')).toBe('access-of-a');
    clock.mockReturnValue(now + 5 * second + 1);
    expect(await source.access('read')).toBe('access-1');
    await vault.flipToEnding('a', 'signed-out');
    clock.mockReturnValue(now + 10 * second + 1);
    expect(await source.access('read')).toBe('access-1');
    clock.mockReturnValue(now + 10 * second + 2);
    await expect(source.access('read')).rejects.toThrow(TokensDead);
  });

  test('that Linode calls invalid is followed by the next, fetched only where it is not there', async () => {
    const held = await putRecord(vault, 'a');
    const { refresh } = refresherWith();
    const one = createTokenSource(vault, refresh, held);
    const notAsked = createTokenSource(vault, async () => await rejected(storeError), held);
    expect(await one.renewed()).toBe('access-1');
    expect(await notAsked.renewed()).toBe('access-1');
    expect(await one.renewed()).toBe('access-2');
    await vault.flipToEnding('a', 'signed-out');
    await expect(one.renewed()).rejects.toThrow(TokensDead);
    expect(asked).toHaveLength(2);
  });

  test('that cannot be opened is the end of the tokens; Redis’s trouble is not', async () => {
    const held = await putRecord(vault, 'a');
    const sourceWith = (error: Error) =>
      createTokenSource(
        { ...vault, openAccess: async () => await rejected(error) },
        refresherWith().refresh,
        held,
      );
    await expect(sourceWith(storeError).access('read')).rejects.toBe(storeError);
    expect((await recordOf(vault, 'a')).state).toBe('live');
    await expect(sourceWith(new SealBroken()).access('read')).rejects.toThrow(TokensDead);
    expect((await recordOf(vault, 'a')).state).toBe('dead');
  });
});

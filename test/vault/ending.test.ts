import { afterAll, beforeAll, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { createLinodeClient } from '../../server/linode/client.ts';
import { LinodeUnavailable } from '../../server/linode/errors.ts';
import { nothing } from '../../server/linode/shapes.ts';
import { createLogger } from '../../server/logger.ts';
import { LoginRefused, LoginUnavailable } from '../../server/oauth/errors.ts';
import { keys } from '../../server/redis/keys.ts';
import { createSealer } from '../../server/redis/sealer.ts';
import { createDiscard } from '../../server/session/discard.ts';
import { createSessionRegistry } from '../../server/session/registry.ts';
import { createRevokeTokens, type RevokeTokens } from '../../server/session/revoke-tokens.ts';
import { createSweeper } from '../../server/session/sweeper.ts';
import { createTokenSource, TokensDead } from '../../server/vault/token-source.ts';
import type { VaultRecord } from '../../server/vault/record.ts';
import { createVault, type Vault } from '../../server/vault/vault.ts';
import { startRedis, type RedisServer } from '../support/redis-server.ts';
import { putRecord, recordOf } from '../support/vault-entry.ts';

let redisServer: RedisServer;
let vault: Vault;

beforeAll(async () => {
  redisServer = await startRedis();
  const sealer = await createSealer([{ kid: 'k1', key: Buffer.alloc(32, 1) }]);
  vault = createVault(redisServer.client, sealer);
});
afterAll(async () => {
  await redisServer.stop();
});

const old = { accessToken: 'old-access', refreshToken: 'old-refresh', expiresInSeconds: 7200 };
const fresh = { accessToken: 'new-access', refreshToken: 'new-refresh', expiresInSeconds: 7200 };

async function putVault(id: string): Promise<VaultRecord> {
  return await putRecord(vault, id, { tokens: old });
}

function createTestSweeper(revokeTokens: RevokeTokens) {
  const limits = { idleMs: 60_000, maxMs: 3_600_000, perUser: 10 };
  return createSweeper({
    vault,
    registry: createSessionRegistry(redisServer.client, limits),
    audit: { record: async () => await Promise.resolve() },
    logger: createLogger('silent'),
    endSession: async () => await Promise.resolve(),
    revokeTokens,
  });
}

test('tokens that a refresh brings while the old ones are being revoked are revoked, too', async () => {
  const held = await putVault('late');
  await redisServer.client.set(keys.vaultLock('late'), 'the refreshing process');
  await vault.flipToEnding('late', 'signed-out');

  const revoked: string[] = [];
  const { settle } = createTestSweeper(async ({ accessToken, refreshToken }) => {
    revoked.push(String(refreshToken), accessToken);
    if (accessToken === 'old-access') await vault.commit(held, 'the refreshing process', fresh);
  });
  await settle('late');
  while ((await redisServer.client.exists(keys.vault('late'))) === 1) await settle('late');
  expect(revoked).toEqual(['old-refresh', 'old-access', 'new-refresh', 'new-access']);
});

test('a record is not brought back by a refresh that ends after it', async () => {
  const held = await putVault('gone');
  await redisServer.client.set(keys.vaultLock('gone'), 'the refreshing process');
  await vault.flipToEnding('gone', 'signed-out');
  await createTestSweeper(async () => await Promise.resolve()).settle('gone');
  expect(await vault.commit(held, 'the refreshing process', fresh)).toBe(false);
  expect(await redisServer.client.exists(keys.vault('gone'))).toBe(0);
});

test('what has ended cannot be ended a second time, nor noted upon once it is gone', async () => {
  await putVault('twice');
  expect(await vault.flipToEnding('twice', 'signed-out')).toBe('sid-of-twice');
  expect(await vault.flipToEnding('twice', 'idle')).toBeNull();
  await createTestSweeper(async () => await Promise.resolve()).settle('twice');
  await vault.note('twice', 'observed', 'linodes:read_only');
  expect(await vault.read('twice')).toBeNull();
});

test('a revocation that fails is tried again later, and the record waits for it', async () => {
  await putVault('stubborn');
  await vault.flipToEnding('stubborn', 'signed-out');
  const { settle } = createTestSweeper(async () => await Promise.reject(new Error('away')));
  expect(await settle('stubborn')).toBe('pending');
  expect(await vault.read('stubborn')).toMatchObject({ state: 'ending', revokeTries: 1 });
  const dueAt = Number(await redisServer.client.zscore(keys.sessions, 'stubborn'));
  expect(dueAt).toBeGreaterThan(Date.now());
});

test('a revocation that has failed for a day is given up, visibly', async () => {
  await putVault('hopeless');
  await vault.flipToEnding('hopeless', 'signed-out');
  await redisServer.client.hset(keys.vault('hopeless'), 'endedAt', Date.now() - 25 * 3_600_000);
  const { settle } = createTestSweeper(async () => await Promise.reject(new Error('away')));
  await settle('hopeless');
  expect(await vault.read('hopeless')).toBeNull();
  expect(await redisServer.client.get(keys.revoked('hopeless'))).toBe('failed');
});

/** A client as a request has it from its guard, and what it has sent. */
async function underWay(id: string) {
  const held = await putVault(id);
  const sent: string[] = [];
  const linode = createLinodeClient({
    tokens: createTokenSource(vault, async () => await Promise.resolve(held), held),
    transport: async ({ method }, token) => {
      sent.push(`${method} ${token}`);
      return await Promise.resolve({ status: 200, headers: {}, body: Buffer.from('{}') });
    },
  });
  return { linode, sent };
}

describe('a request that is under way when its session ends', () => {
  const get = { method: 'GET', path: '/linode/instances' } as const;
  const post = { method: 'POST', path: '/linode/instances', body: {} } as const;

  test('changes nothing at Linode any more', async () => {
    const { linode, sent } = await underWay('late-change');
    await linode.call(post, nothing);
    await vault.flipToEnding('late-change', 'ended-by-admin');
    await expect(linode.call(post, nothing)).rejects.toThrow(TokensDead);
    expect(sent).toEqual(['POST old-access']);
  });

  test('reads no more than it began to', async () => {
    const { linode, sent } = await underWay('late-read');
    const clock = jest.spyOn(Date, 'now').mockReturnValue(Date.now() + 6000);
    await linode.call(get, nothing);
    await vault.flipToEnding('late-read', 'ended-by-admin');
    clock.mockReturnValue(Date.now() + 6000);
    await expect(linode.call(get, nothing)).rejects.toThrow(TokensDead);
    clock.mockRestore();
    expect(sent).toEqual(['GET old-access']);
  });
});

/** What was revoked of two tokens when Linode answers so for the one that refreshes. */
async function revokedAfter(refusal: Error): Promise<readonly string[]> {
  const revoked: string[] = [];
  const revoke = async (token: string) => {
    if (token === old.refreshToken) throw refusal;
    await Promise.resolve(revoked.push(token));
  };
  const revokeTokens = createRevokeTokens({ oauth: { revoke }, transport: notAsked });
  await expect(revokeTokens(old)).rejects.toBe(refusal);
  return revoked;
}

async function away(): Promise<never> {
  return await Promise.reject(new Error('away'));
}

async function notAsked(): Promise<never> {
  return await Promise.reject(new Error('the API has nothing to do with it'));
}

describe('of two tokens that are to be ended, the one for access', () => {
  test('ends also where Linode refuses to end the other, which is tried again', async () => {
    const refusal = new LoginRefused('unsupported_token_type');
    expect(await revokedAfter(refusal)).toEqual(['old-access']);
  });

  test('is kept for the other’s next try where Linode does not answer', async () => {
    expect(await revokedAfter(new LoginUnavailable('network'))).toEqual([]);
  });
});

describe('an access token that Linode refuses to end', () => {
  const refusal = new LoginRefused('unsupported_token_type');
  const asked: unknown[] = [];

  /** Ends a token that the API answers so. */
  async function ended(status: number, error: Error = refusal): Promise<void> {
    asked.length = 0;
    const revoke = async () => await Promise.reject(error);
    const revokeTokens = createRevokeTokens({
      oauth: { revoke },
      transport: async ({ method, path }, token) => {
        asked.push([method, path, token]);
        return await Promise.resolve({ status, headers: {}, body: Buffer.from('{}') });
      },
    });
    await revokeTokens({ accessToken: 'old-access', refreshToken: null });
  }

  test('has ended where the API does not know it', async () => {
    await ended(401);
    expect(asked).toEqual([['GET', '/profile', 'old-access']]);
  });

  test('is to be ended still where the API takes it', async () => {
    await expect(ended(200)).rejects.toBe(refusal);
  });

  test('is to be ended still where the API does not say', async () => {
    await expect(ended(503)).rejects.toThrow(LinodeUnavailable);
  });

  test('is not asked about where Linode did not answer', async () => {
    const trouble = new LoginUnavailable('network');
    await expect(ended(401, trouble)).rejects.toBe(trouble);
    expect(asked).toEqual([]);
  });
});

describe('tokens that no session holds', () => {
  const limits = { idleMs: 60_000, maxMs: 3_600_000, perUser: 10 };

  function createTestDiscard(revokeTokens: () => Promise<void>) {
    const registry = createSessionRegistry(redisServer.client, limits);
    const unclaimed = createDiscard({
      vault,
      registry,
      logger: createLogger('silent'),
      revokeTokens,
    });
    return { ...unclaimed, registry };
  }

  beforeEach(async () => {
    await redisServer.client.del(keys.sessions);
  });

  test('are left to the sweeper where Linode does not answer: nobody waits for that', async () => {
    const { discard, registry } = createTestDiscard(async () => await new Promise(() => {}));
    await discard({ tokens: old, username: 'olga' });
    const [id = ''] = await registry.takeDue(1, 1000);
    expect(await vault.read(id)).toMatchObject({ username: 'olga', state: 'ending' });
  });

  test('are left to the sweeper, under the id they are held as, where Linode refuses', async () => {
    const { hold, discard, registry } = createTestDiscard(
      async () => await Promise.reject(new LoginRefused('server_error')),
    );
    await hold('late-refusal', old);
    expect(await registry.takeDue(1, 1000)).toEqual([]);
    await discard({ tokens: old, username: 'olga', heldAs: 'late-refusal' });
    expect(await registry.takeDue(2, 1000)).toEqual(['late-refusal']);
    expect(await recordOf(vault, 'late-refusal')).toMatchObject({
      username: 'olga',
      state: 'ending',
    });
  });

  test('are no trouble to whoever lets them go, also where Redis fails', async () => {
    const { discard } = createDiscard({
      vault: { ...vault, putEnding: away },
      registry: createSessionRegistry(redisServer.client, limits),
      logger: createLogger('silent'),
      revokeTokens: away,
    });
    expect(await discard({ tokens: old, username: 'olga' })).toBeUndefined();
  });

  test('are put down to be revoked before anybody knows whose they are', async () => {
    const { hold } = createTestDiscard(async () => await Promise.resolve());
    await hold('held', old);
    // The process dies here, and the minute passes.
    await redisServer.client.zadd(keys.sessions, 0, 'held');
    const revoked: string[] = [];
    const { settle } = createTestSweeper(async ({ accessToken }) => {
      revoked.push(accessToken);
      await Promise.resolve();
    });
    await settle('held');
    expect(revoked).toEqual(['old-access']);
  });

  test('are forgotten once a refused sign-in has seen them end', async () => {
    const { hold, discard } = createTestDiscard(async () => await Promise.resolve());
    await hold('refused', old);
    await discard({ tokens: old, username: 'olga', heldAs: 'refused' });
    expect(await vault.read('refused')).toBeNull();
    expect(await redisServer.client.zscore(keys.sessions, 'refused')).toBeNull();
  });

  test('are a session’s once it takes them over', async () => {
    const { hold } = createTestDiscard(async () => await Promise.resolve());
    await hold('taken', old);
    await putVault('taken');
    expect(await vault.read('taken')).toMatchObject({ username: 'max', state: 'live' });
  });
});

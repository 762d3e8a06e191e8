import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { createLogger } from '../../server/logger.ts';
import { keys } from '../../server/redis/keys.ts';
import { createSealer } from '../../server/redis/sealer.ts';
import { createDiscard } from '../../server/session/discard.ts';
import { createSessionRegistry } from '../../server/session/registry.ts';
import type { RevokeTokens } from '../../server/session/revoke-tokens.ts';
import { createSweeper } from '../../server/session/sweeper.ts';
import { createVault, type Vault } from '../../server/vault/vault.ts';
import { startRedis, type RedisServer } from '../support/redis-server.ts';

let redisServer: RedisServer;
let vault: Vault;

beforeAll(async () => {
  redisServer = await startRedis();
  const sealer = await createSealer([{ kid: 'k1', key: Buffer.alloc(32, 1) }]);
  vault = createVault(redisServer.client, sealer);
}, 60_000);
afterAll(async () => {
  await redisServer.stop();
});

const old = { accessToken: 'old-access', refreshToken: 'old-refresh', expiresInSeconds: 7200 };
const fresh = { accessToken: 'new-access', refreshToken: 'new-refresh', expiresInSeconds: 7200 };

async function putVault(id: string): Promise<void> {
  const scopes = { asked: [], granted: [], observed: [] };
  const person = { username: 'max', uid: 1, account: '', sidHash: `sid-of-${id}` };
  const times = { createdAt: Date.now(), absoluteEnd: Date.now() + 3_600_000 };
  await vault.put({ id, ...person, ...scopes, ...times, tokens: old });
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
  await putVault('late');
  const held = await vault.read('late');
  if (held === null) throw new Error('no record');
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
  await putVault('gone');
  const held = await vault.read('gone');
  if (held === null) throw new Error('no record');
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

test('nobody waits for the end of tokens that were never theirs; it is left to the sweeper', async () => {
  const limits = { idleMs: 60_000, maxMs: 3_600_000, perUser: 10 };
  const registry = createSessionRegistry(redisServer.client, limits);
  await redisServer.client.del(keys.sessions);
  const hanging = new Promise<void>(() => {});
  const logger = createLogger('silent');
  const discard = createDiscard({
    vault,
    registry,
    logger,
    revokeTokens: async () => await hanging,
  });
  await discard(old, 'olga');
  const [id = ''] = await registry.takeDue(1, 1000);
  expect(await vault.read(id)).toMatchObject({ username: 'olga', state: 'ending' });
});

import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { keys } from '../../server/redis/keys.ts';
import { createSealer, kidOf, type Sealer } from '../../server/redis/sealer.ts';
import type { VaultRecord } from '../../server/vault/record.ts';
import { createReseal } from '../../server/vault/reseal.ts';
import { createVault, type Vault } from '../../server/vault/vault.ts';
import { until } from '../support/until.ts';
import { startRedis, type RedisServer } from '../support/redis-server.ts';
import { recordOf, vaultEntry } from '../support/vault-entry.ts';

/* What is sealed anew while somebody else writes: the other one's word stands. */

const [old, fresh] = [1, 2].map((byte) => ({ kid: `k${byte}`, key: Buffer.alloc(32, byte) }));
if (!old || !fresh) throw new Error('two keys were expected');

let redisServer: RedisServer;
let sealer: Sealer;
/** A replica that knows the old key alone. */
let before: Vault;
/** One that seals with the new key. */
let after: Vault;

beforeAll(async () => {
  redisServer = await startRedis();
  sealer = await createSealer([fresh, old]);
  before = createVault(redisServer.client, await createSealer([old]));
  after = createVault(redisServer.client, sealer);
});
afterAll(async () => {
  await redisServer.stop();
});

const tokens = { accessToken: 'access-1', refreshToken: 'refresh-1', expiresInSeconds: 7200 };
const newer = { accessToken: 'access-2', refreshToken: 'refresh-2', expiresInSeconds: 7200 };

async function putOld(id: string): Promise<VaultRecord> {
  await before.put(vaultEntry(id, { tokens }));
  await before.keepScaleway(id, 'scaleway-1', Date.now());
  return await recordOf(before, id);
}

/** Seals anew, while `meanwhile` happens between the reading and the writing. */
async function resealDuring(id: string, meanwhile: () => Promise<unknown>): Promise<void> {
  const record = await recordOf(before, id);
  let isFirst = true;
  const slow: Sealer = {
    ...sealer,
    async seal(text, place) {
      if (isFirst) await meanwhile();
      isFirst = false;
      return await sealer.seal(text, place);
    },
  };
  await createReseal(redisServer.client, slow)(record);
}

test('everything that is sealed moves to the first key, and says the same', async () => {
  await putOld('all');
  expect([...(await after.reseal('all'))]).toEqual(['k2']);
  const record = await recordOf(after, 'all');
  expect([record.access, record.refresh, record.scaleway].map((it) => kidOf(it ?? ''))).toEqual([
    'k2',
    'k2',
    'k2',
  ]);
  expect(await after.openAccess(record)).toBe('access-1');
  expect(await after.openRefresh(record)).toBe('refresh-1');
  expect(await after.openScaleway(record)).toBe('scaleway-1');
});

test('a record that is read moves by itself', async () => {
  await putOld('read');
  await recordOf(after, 'read');
  await until('it moved', async () => kidOf((await recordOf(before, 'read')).access) === 'k2');
});

test('tokens that a refresh brings meanwhile stay', async () => {
  const record = await putOld('refreshed');
  await redisServer.client.set(keys.vaultLock('refreshed'), 'a refresh');
  await resealDuring('refreshed', async () => {
    expect(await before.commit(record, 'a refresh', newer)).toBe(true);
  });
  const now = await recordOf(before, 'refreshed');
  expect([await before.openAccess(now), await before.openRefresh(now)]).toEqual([
    'access-2',
    'refresh-2',
  ]);
  expect(await after.openScaleway(now)).toBe('scaleway-1');
});

test('a refresh that is under way meanwhile is not told that it came too late', async () => {
  const record = await putOld('refreshing');
  await redisServer.client.set(keys.vaultLock('refreshing'), 'a refresh');
  await after.reseal('refreshing');
  expect(await before.commit(record, 'a refresh', newer)).toBe(true);
});

test('a session that ends meanwhile stays ended, and its Scaleway key gone', async () => {
  await putOld('ended');
  await resealDuring('ended', async () => await before.flipToEnding('ended', 'signed-out'));
  expect(await recordOf(after, 'ended')).toMatchObject({ state: 'ending', scaleway: null });
});

test('a record that goes meanwhile is not brought back', async () => {
  const record = await putOld('gone');
  await resealDuring('gone', async () => await before.forget(record));
  expect(await redisServer.client.exists(keys.vault('gone'))).toBe(0);
});

test('what lies under a key that is gone is left as it is, and told', async () => {
  const record = await putOld('retired');
  const later = createVault(redisServer.client, await createSealer([fresh]));
  expect([...(await later.reseal('retired'))]).toEqual(['k1']);
  expect(await before.openAccess(await recordOf(before, 'retired'))).toBe('access-1');
  expect(record.access).toBe((await recordOf(before, 'retired')).access);
});

test('what cannot be opened is left as it is, and does not hold up the others', async () => {
  const { access } = await putOld('altered');
  const altered = `${access.slice(0, -4)}AAAA`;
  await redisServer.client.hset(keys.vault('altered'), 'access', altered);
  expect([...(await after.reseal('altered'))].toSorted()).toEqual(['k1', 'k2']);
  const record = await recordOf(before, 'altered');
  expect(record.access).toBe(altered);
  expect(await after.openRefresh(record)).toBe('refresh-1');
});

test('what is not there lies under no key, and nothing is under the empty one', async () => {
  const only = { accessToken: 'access-1', refreshToken: null, expiresInSeconds: null };
  await before.put(vaultEntry('only', { tokens: only }));
  expect([...(await after.reseal('only'))]).toEqual(['k2']);
  await redisServer.client.hset(keys.vault('only'), 'scaleway', 'never sealed');
  expect([...(await after.reseal('only'))]).toEqual(['k2', '']);
});

test('sealing that fails is told, and changes nothing', async () => {
  const record = await putOld('trouble');
  const trouble = new Error('out of memory');
  const broken = { ...sealer, seal: async () => await Promise.reject(trouble) };
  await expect(createReseal(redisServer.client, broken)(record)).rejects.toBe(trouble);
  expect(await recordOf(before, 'trouble')).toEqual(record);
});

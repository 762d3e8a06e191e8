import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { keys } from '../../server/redis/keys.ts';
import { createSealer, SealBroken } from '../../server/redis/sealer.ts';
import { readVaultRecord, scopesInForce, type VaultRecord } from '../../server/vault/record.ts';
import { releaseLease, takeLease } from '../../server/vault/scripts.ts';
import { createVault, type Vault } from '../../server/vault/vault.ts';
import { startRedis, type RedisServer } from '../support/redis-server.ts';
import { putRecord, recordOf, vaultEntry } from '../support/vault-entry.ts';

/* One session's sealed tokens, and who may still change them. */

let redisServer: RedisServer;
let redis: RedisServer['client'];
let vault: Vault;

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
});

const day = 24 * 3_600_000;
const fresh = { accessToken: 'new-access', refreshToken: 'new-refresh', expiresInSeconds: 3600 };

async function tokensOf(id: string): Promise<readonly (string | null)[]> {
  const held = await recordOf(vault, id);
  return [await vault.openAccess(held), await vault.openRefresh(held)];
}

async function stateOf(id: string): Promise<string> {
  return (await recordOf(vault, id)).state;
}

/** The scope lists as they lie there. */
async function listsOf(id: string): Promise<readonly (string | null)[]> {
  return await redis.hmget(keys.vault(id), 'asked', 'granted', 'observed');
}

describe('a session’s record', () => {
  const scopes = {
    asked: ['linodes:read_only', 'events:read_only'],
    granted: ['linodes:read_only'],
    observed: ['linodes:*'],
  };

  test('is read as it was put, its tokens sealed', async () => {
    const entry = vaultEntry('a', { ...scopes, account: 'A1' });
    const { tokens, ...facts } = entry;
    await vault.put(entry);
    const held = await recordOf(vault, 'a');
    expect(held).toMatchObject({
      ...facts,
      state: 'live',
      generation: 0,
      refreshCount: 0,
      scaleway: null,
    });
    expect(held.accessExpiresAt).toBe(held.accessIssuedAt + 7_200_000);
    expect(await tokensOf('a')).toEqual(['access-of-a', 'refresh-of-a']);
    expect(JSON.stringify(await redis.hgetall(keys.vault('a')))).not.toContain('access-of-a');
    expect(tokens.accessToken).toBe('access-of-a');
  });

  test('is kept for a day after the session, so that its tokens can still be revoked', async () => {
    const { absoluteEnd } = await putRecord(vault, 'a');
    expect(await redis.pexpiretime(keys.vault('a'))).toBe(absoluteEnd + day);
  });

  test('may have a token that never ends, and none to refresh it', async () => {
    const tokens = { accessToken: 'only', refreshToken: null, expiresInSeconds: null };
    const held = await putRecord(vault, 'a', { tokens });
    expect([held.accessExpiresAt, held.refresh]).toEqual([null, null]);
    expect(await tokensOf('a')).toEqual(['only', null]);
  });

  test('keeps of the scope lists what each says beyond the one before', async () => {
    const asked = scopes.asked;
    for (const [id, lists] of Object.entries({
      all: scopes,
      asGranted: { asked, granted: ['linodes:read_only'], observed: ['linodes:read_only'] },
      asAsked: { asked, granted: asked, observed: asked },
      untold: { asked, granted: [], observed: asked },
      askedOnly: { asked, granted: [], observed: [] },
    }))
      await vault.put(vaultEntry(id, lists));
    const text = asked.join(' ');
    expect(await listsOf('all')).toEqual([text, 'linodes:read_only', 'linodes:*']);
    expect(await listsOf('asGranted')).toEqual([text, 'linodes:read_only', null]);
    for (const id of ['asAsked', 'untold', 'askedOnly'])
      expect(await listsOf(id)).toEqual([text, null, null]);
  });

  test.each([
    ['observed', scopes, ['linodes:*']],
    ['granted', { ...scopes, observed: [] }, ['linodes:read_only']],
    ['asked', { ...scopes, observed: [], granted: [] }, scopes.asked],
  ])('has the scopes in force that were %s last', async (_, lists, inForce) => {
    expect(scopesInForce(await putRecord(vault, 'a', lists))).toEqual(inForce);
  });

  test('that is not there, or cannot be read, is none', async () => {
    expect(await vault.read('none')).toBeNull();
    await putRecord(vault, 'a');
    await redis.hset(keys.vault('a'), 'state', 'resurrected');
    expect(await vault.read('a')).toBeNull();
  });

  test('is read by its place, whatever it says of itself, and with what an older one lacks', async () => {
    await putRecord(vault, 'a');
    await redis.hdel(keys.vault('a'), 'refreshCount', 'accessExpiresAt', 'asked', 'account');
    const hash = await redis.hgetall(keys.vault('a'));
    expect(readVaultRecord('a', { ...hash, id: 'b' })).toMatchObject({
      id: 'a',
      account: '',
      asked: [],
      refreshCount: 0,
      accessIssuedAt: expect.any(Number),
      accessExpiresAt: null,
      endReason: '',
      revokeTries: 0,
    });
  });

  test('opens nowhere but in its own place', async () => {
    const [own, other] = [await putRecord(vault, 'a'), await putRecord(vault, 'b')];
    await vault.keepScaleway('a', 'scaleway-1', 1);
    const moved = (fields: Partial<VaultRecord>) => ({ ...own, ...fields });
    const openings = [
      vault.openAccess(moved({ access: other.access })),
      vault.openRefresh(moved({ refresh: other.refresh })),
      vault.openRefresh(moved({ refresh: own.access })),
      vault.openScaleway(moved({ scaleway: own.access })),
    ];
    for (const { reason } of (await Promise.allSettled(openings)) as PromiseRejectedResult[])
      expect(reason).toBeInstanceOf(SealBroken);
  });
});

describe('a refresh’s new tokens', () => {
  test('are in force, the lease is over, and the record says how often', async () => {
    const held = await putRecord(vault, 'a');
    await redis.set(keys.vaultLock('a'), 'me');
    expect(await vault.commit(held, 'me', fresh)).toBe(true);
    expect(await tokensOf('a')).toEqual(['new-access', 'new-refresh']);
    expect(await recordOf(vault, 'a')).toMatchObject({ generation: 1, refreshCount: 1 });
    expect(await redis.exists(keys.vaultLock('a'))).toBe(0);
  });

  test('leave the old one to refresh with where none came', async () => {
    const held = await putRecord(vault, 'a');
    expect(await vault.commit(held, 'me', { ...fresh, refreshToken: null })).toBe(true);
    expect(await tokensOf('a')).toEqual(['new-access', 'refresh-of-a']);
  });

  test('are told once more that they are in force, and not kept twice', async () => {
    const held = await putRecord(vault, 'a');
    await vault.commit(held, 'me', fresh);
    expect(await vault.commit(held, 'me', { ...fresh, accessToken: 'again' })).toBe(true);
    expect(await tokensOf('a')).toEqual(['new-access', 'new-refresh']);
    expect(await recordOf(vault, 'a')).toMatchObject({ generation: 1, refreshCount: 1 });
  });

  test('come too late where another one holds the lease, was faster, or the record is gone', async () => {
    const held = await putRecord(vault, 'a');
    await redis.set(keys.vaultLock('a'), 'another');
    expect(await vault.commit(held, 'me', fresh)).toBe(false);
    expect(await redis.get(keys.vaultLock('a'))).toBe('another');
    expect(await vault.commit(held, 'another', fresh)).toBe(true);
    expect(await vault.commit(held, 'me', { ...fresh, accessToken: 'late' })).toBe(false);
    expect(await tokensOf('a')).toEqual(['new-access', 'new-refresh']);
    await redis.del(keys.vault('a'));
    expect(await vault.commit(held, 'me', fresh)).toBe(false);
    expect(await redis.exists(keys.vault('a'))).toBe(0);
  });

  test('are taken by a session that is ending, to be revoked', async () => {
    const held = await putRecord(vault, 'a');
    await vault.flipToEnding('a', 'signed-out');
    expect(await vault.commit(held, 'me', fresh)).toBe(true);
    expect(await recordOf(vault, 'a')).toMatchObject({ state: 'ending', generation: 1 });
    expect(await vault.forget(held)).toBe(false);
    expect(await vault.forget(await recordOf(vault, 'a'))).toBe(true);
    expect(await vault.forget(held)).toBe(true);
  });
});

describe('tokens are marked dead', () => {
  test('only those that were refused', async () => {
    const held = await putRecord(vault, 'a');
    await vault.commit(held, 'me', fresh);
    await vault.markDead(held);
    expect(await stateOf('a')).toBe('live');
    await vault.markDead(await recordOf(vault, 'a'));
    expect(await stateOf('a')).toBe('dead');
  });

  test('never those of a session that is ending', async () => {
    const held = await putRecord(vault, 'a');
    await vault.flipToEnding('a', 'signed-out');
    await vault.markDead(held);
    expect(await stateOf('a')).toBe('ending');
  });
});

describe('a session ends', () => {
  test('once, when its tokens are dead too, and says why and when', async () => {
    const before = Date.now();
    const held = await putRecord(vault, 'a');
    await vault.markDead(held);
    expect(await vault.flipToEnding('a', 'tokens-dead')).toBe('sid-of-a');
    expect(await vault.flipToEnding('a', 'idle')).toBeNull();
    const ended = await recordOf(vault, 'a');
    expect(ended).toMatchObject({ state: 'ending', endReason: 'tokens-dead' });
    expect(ended.endedAt).toBeGreaterThanOrEqual(before);
    expect(ended.endedAt).toBeLessThanOrEqual(Date.now());
    expect(await vault.flipToEnding('none', 'idle')).toBeNull();
    expect(await redis.exists(keys.vault('none'))).toBe(0);
  });

  test('with its Scaleway key gone, and takes no other', async () => {
    await putRecord(vault, 'a');
    expect(await vault.keepScaleway('a', 'scaleway-1', 5)).toBe(true);
    await vault.flipToEnding('a', 'signed-out');
    expect(await vault.keepScaleway('a', 'scaleway-2', 6)).toBe(false);
    expect(await recordOf(vault, 'a')).toMatchObject({ scaleway: null, scalewaySince: 0 });
  });
});

test('a Scaleway key is kept since when it came, until it is forgotten', async () => {
  expect(await vault.openScaleway(await putRecord(vault, 'a'))).toBeNull();
  await vault.keepScaleway('a', 'scaleway-1', 5);
  const held = await recordOf(vault, 'a');
  expect(held.scalewaySince).toBe(5);
  expect(await vault.openScaleway(held)).toBe('scaleway-1');
  expect(await vault.forgetScaleway('a')).toBe(true);
  expect(await vault.forgetScaleway('a')).toBe(false);
  expect(await vault.keepScaleway('none', 'scaleway-1', 5)).toBe(false);
  expect(await redis.hlen(keys.vault('a'))).toBeGreaterThan(0);
  expect(await recordOf(vault, 'a')).toMatchObject({ scaleway: null, scalewaySince: 0 });
});

test('a note is kept on a record that is there, and makes none', async () => {
  await putRecord(vault, 'a');
  await vault.note('a', 'observed', 'linodes:*');
  await vault.note('none', 'observed', 'linodes:*');
  expect((await recordOf(vault, 'a')).observed).toEqual(['linodes:*']);
  expect(await redis.exists(keys.vault('none'))).toBe(0);
});

test('tokens that no session holds lie there to be revoked, for a day', async () => {
  await vault.putEnding({ id: 'a', username: 'max', tokens: fresh });
  expect(await recordOf(vault, 'a')).toMatchObject({
    username: 'max',
    state: 'ending',
    generation: 0,
  });
  expect(await tokensOf('a')).toEqual(['new-access', 'new-refresh']);
  const leftMs = await redis.pttl(keys.vault('a'));
  expect(leftMs).toBeGreaterThan(day / 2);
  expect(leftMs).toBeLessThanOrEqual(day);
  expect(await vault.flipToEnding('a', 'signed-out')).toBeNull();
});

describe('a lease', () => {
  const name = [keys.vaultLock('a')];
  const take = async (owner: string) => await takeLease(redis, name, [owner, 60_000]);

  test('is one owner’s, who may take it again, and lapses', async () => {
    expect(await take('me')).toBe(1);
    expect(await take('another')).toBe(0);
    await redis.pexpire(keys.vaultLock('a'), 20_000);
    expect(await take('me')).toBe(1);
    const leftMs = await redis.pttl(keys.vaultLock('a'));
    expect(leftMs).toBeGreaterThan(20_000);
    expect(leftMs).toBeLessThanOrEqual(60_000);
  });

  test('is given back by its owner alone', async () => {
    await take('me');
    expect(await releaseLease(redis, name, ['another'])).toBe(0);
    expect(await take('another')).toBe(0);
    expect(await releaseLease(redis, name, ['me'])).toBe(1);
    expect(await take('another')).toBe(1);
  });
});

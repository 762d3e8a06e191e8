import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { InvalidToken, LinodeUnavailable } from '../../server/linode/errors.ts';
import { nothing } from '../../server/linode/shapes.ts';
import { createLogger } from '../../server/logger.ts';
import { LoginUnavailable } from '../../server/oauth/errors.ts';
import { keys } from '../../server/redis/keys.ts';
import { createSealer } from '../../server/redis/sealer.ts';
import type { ScalewayClient } from '../../server/scaleway/client.ts';
import { createLiveClientOf } from '../../server/session/live-clients.ts';
import { createSessionRegistry } from '../../server/session/registry.ts';
import { createSeen } from '../../server/session/seen.ts';
import { createSessionFactsOf } from '../../server/session/session-facts.ts';
import { createVisitorOf, type VisitorDeps } from '../../server/session/visitor.ts';
import { RefreshUnavailable } from '../../server/vault/refresh.ts';
import type { VaultRecord } from '../../server/vault/record.ts';
import { createVault, type Vault } from '../../server/vault/vault.ts';
import { startRedis, type RedisServer } from '../support/redis-server.ts';
import { until } from '../support/until.ts';
import { putRecord, recordOf } from '../support/vault-entry.ts';

/* Who asks, what they may do, and with whose tokens. */

let redisServer: RedisServer;
let redis: RedisServer['client'];
let vault: Vault;
let sent: string[];
/** The scopes that Linode names with its answers. */
let named: string | undefined;

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
  [sent, named] = [[], undefined];
});

const granted = ['linodes:read_only', 'events:read_only'];

const registry = () =>
  createSessionRegistry(redis, { idleMs: 60_000, maxMs: 600_000, perUser: 10 });

function visitorsWith(changes: Partial<VisitorDeps> = {}) {
  return createVisitorOf({
    isAdmin: (username) => username === 'Ada',
    vault,
    transportFor: (person) => async (_, token) => {
      sent.push(`${person} ${token}`);
      const headers = { 'x-oauth-scopes': named };
      return await Promise.resolve({ status: 200, headers, body: Buffer.from('{}') });
    },
    refresh: async () => await Promise.reject(new RefreshUnavailable('not now')),
    scalewayFor: (person, openKey) => ({ person, openKey }) as unknown as ScalewayClient, // looked at below
    ...changes,
  });
}

function contentOf(held: VaultRecord, username = 'Max') {
  const facts = { vaultId: held.id, startedAt: 1, absoluteEnd: 2, epoch: 0 };
  return { ...facts, username, uid: 7, timezone: 'GMT', restricted: true };
}

async function visitorOf(held: VaultRecord, changes: Partial<VisitorDeps> = {}) {
  return await Promise.resolve(visitorsWith(changes)(contentOf(held), held));
}

const get = { method: 'GET', path: '/profile' } as const;

const lentClient = async (...scopes: readonly string[]) =>
  await createLiveClientOf({ vault, registry: registry(), visitorOf: visitorsWith() })(
    'Max',
    scopes,
  );

async function putSession(id: string, scopes: readonly string[]): Promise<void> {
  const { absoluteEnd, sidHash } = await putRecord(vault, id, { granted: scopes });
  await registry().extend({ vaultId: id, username: 'max', sidHash, absoluteEnd });
}

describe('a visitor', () => {
  test('is who the record says, by name and session', async () => {
    const held = await putRecord(vault, 'a', { account: 'A1', asked: ['*'], granted });
    const { linode: _, ...visitor } = await visitorOf(held);
    expect(visitor).toMatchObject({
      username: 'Max',
      uid: 7,
      account: 'A1',
      timezone: 'GMT',
      restricted: true,
      role: 'member',
      session: 'a',
      sidHash: 'sid-of-a',
      absoluteEnd: 2,
      scalewaySince: null,
      asked: ['*'],
    });
    expect(visitor.scaleway()).toBeNull();
    expect(visitorsWith()(contentOf(held, 'Ada'), held).role).toBe('admin');
  });

  test('can what the scopes in force cover, and no more', async () => {
    const visitor = await visitorOf(await putRecord(vault, 'a', { granted }));
    expect(visitor.scopes()).toEqual(granted);
    expect(visitor.can('linodes:read_only', 'events:read_only')).toBe(true);
    expect(visitor.can('linodes:read_only', 'linodes:read_write')).toBe(false);
  });

  test.each([
    ['fewer', 'linodes:read_only'],
    ['others, as many', 'linodes:read_only volumes:read_only'],
    ['more', 'linodes:read_only events:read_only volumes:read_only'],
  ])('has the scopes that Linode names, now and with the next request: %s', async (_, scopes) => {
    const visitor = await visitorOf(await putRecord(vault, 'a', { granted }));
    named = scopes;
    await visitor.linode.call(get, nothing);
    expect(visitor.scopes()).toEqual(scopes.split(' '));
    await until('it is noted', async () => (await recordOf(vault, 'a')).observed.length > 0);
    expect((await recordOf(vault, 'a')).observed).toEqual(scopes.split(' '));
    expect(sent).toEqual(['max access-of-a']);
  });

  test.each([
    ['the same in another order', 'events:read_only linodes:read_only'],
    ['none', undefined],
  ])('has those of before, unwritten, where Linode names %s', async (_, scopes) => {
    const notes: string[] = [];
    const note = async (id: string) => await Promise.resolve(void notes.push(id));
    const held = await putRecord(vault, 'a', { granted });
    const visitor = await visitorOf(held, { vault: { ...vault, note } });
    named = scopes;
    await visitor.linode.call(get, nothing);
    expect([visitor.scopes(), notes]).toEqual([granted, []]);
  });

  test('has a Scaleway client once a key is kept, which opens it when it is wanted', async () => {
    await putRecord(vault, 'a');
    await vault.keepScaleway('a', 'scaleway-1', 5);
    const held = await recordOf(vault, 'a');
    const clientOf = async (record: VaultRecord, changes?: Partial<VisitorDeps>) =>
      (await visitorOf(record, changes)).scaleway() as unknown as {
        person: string;
        openKey: () => Promise<string>;
      }; // as made above
    expect((await visitorOf(held)).scalewaySince).toBe(5);
    const client = await clientOf(held);
    expect([client.person, await client.openKey()]).toEqual(['max', 'scaleway-1']);
    const altered = await clientOf({ ...held, scaleway: 'altered' });
    await expect(altered.openKey()).rejects.toMatchObject({ trouble: 'key-refused' });
    const trouble = new Error('away');
    const openScaleway = async () => await Promise.reject(trouble);
    const unlucky = await clientOf(held, { vault: { ...vault, openScaleway } });
    await expect(unlucky.openKey()).rejects.toBe(trouble);
  });
});

describe('a token that', () => {
  const post = { method: 'POST', path: '/linode/instances', body: {} } as const;

  test('is dead is Linode’s 401, whatever found it out', async () => {
    const visitor = await visitorOf(await putRecord(vault, 'a'));
    await vault.flipToEnding('a', 'signed-out');
    await expect(visitor.linode.call(post, nothing)).rejects.toThrow(InvalidToken);
    expect(sent).toEqual([]);
  });

  test.each([
    ['when', new LoginUnavailable('network', { retryAfterSeconds: 7 }), 7],
    ['not when', new Error('away'), null],
  ])(
    'cannot be renewed just now says so, and %s to try again',
    async (_, cause, retryAfterSeconds) => {
      const tokens = { accessToken: 'x', refreshToken: 'y', expiresInSeconds: 1 };
      const unlucky = async () =>
        await Promise.reject(new RefreshUnavailable('not now', { cause }));
      const visitor = await visitorOf(await putRecord(vault, 'a', { tokens }), {
        refresh: unlucky,
      });
      await redis.hset(keys.vault('a'), 'accessExpiresAt', 1);
      const failed: unknown = await visitor.linode
        .call(post, nothing)
        .catch((error: unknown) => error);
      expect(failed).toBeInstanceOf(LinodeUnavailable);
      expect(failed).toMatchObject({ retryAfterSeconds, wasSent: false });
      expect(sent).toEqual([]);
    },
  );
});

test('Redis’s trouble with a token is told as what it is', async () => {
  const trouble = new Error('away');
  const openAccess = async () => await Promise.reject(trouble);
  const visitor = await visitorOf(await putRecord(vault, 'a'), { vault: { ...vault, openAccess } });
  await expect(visitor.linode.call(get, nothing)).rejects.toBe(trouble);
});

describe('of a person’s sessions, one that', () => {
  test('has the rights lends its tokens', async () => {
    await putSession('a', ['linodes:read_only']);
    await putSession('b', ['account:read_write']);
    const client = await lentClient('account:read_write');
    await client?.call(get, nothing);
    expect(sent).toEqual(['max access-of-b']);
  });

  test('has none of them, or lives no more, lends nothing', async () => {
    expect(await lentClient('account:read_write')).toBeNull();
    await putSession('a', ['linodes:read_only']);
    await putSession('b', ['account:read_write']);
    await putSession('c', ['account:read_write']);
    await putSession('d', ['account:read_write']);
    await vault.markDead(await recordOf(vault, 'b'));
    await vault.flipToEnding('c', 'signed-out');
    await redis.del(keys.vault('d'));
    expect(await lentClient('account:read_write')).toBeNull();
  });
});

test('what people may see of a session is what the vault and its last use tell', async () => {
  const seen = createSeen(redis, createLogger('silent'));
  const factsOf = createSessionFactsOf(vault, seen);
  expect(await factsOf('a')).toBeNull();
  const { createdAt, absoluteEnd } = await putRecord(vault, 'a', { granted });
  const facts = {
    vaultId: 'a',
    username: 'max',
    state: 'live',
    startedAt: createdAt,
    absoluteEnd,
    scopes: granted,
    refreshCount: 0,
    revokeTries: 0,
  };
  expect(await factsOf('a')).toEqual({ ...facts, lastUsedAt: 0, address: '' });
  const use = { lastUsedAt: 5, lastAction: 'Sign-in', address: '192.0.2.1', agent: 'Browser' };
  seen.note({ vaultId: 'a', absoluteEnd }, use);
  expect(await factsOf('a')).toEqual({ ...facts, lastUsedAt: 5, address: '192.0.2.1' });
});

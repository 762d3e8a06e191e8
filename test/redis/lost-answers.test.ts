import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { createChain } from '../../server/audit/chain.ts';
import { noAnswers } from '../../server/provisioning/answers.ts';
import { createRequests, newRequestId } from '../../server/provisioning/requests.ts';
import type { RedisConnection } from '../../server/redis/connection.ts';
import { createSealer } from '../../server/redis/sealer.ts';
import { createTokenDrafts, newDraftId } from '../../server/tokens/drafts.ts';
import { noTokenAnswers } from '../../server/tokens/answers.ts';
import { createVault, type Vault } from '../../server/vault/vault.ts';
import { connectAsPortal } from '../support/redis-deployment.ts';
import { startRedis, type RedisServer } from '../support/redis-server.ts';
import { tapRedis, type RedisTap } from '../support/redis-tap.ts';

/*
 * A connection breaks after Redis has done what it was told and before it could say so. ioredis then
 * sends the command once more, and what is true for one caller alone must still be true for this one.
 */
let redisServer: RedisServer;
let tap: RedisTap;
let redis: RedisConnection;
let vault: Vault;

beforeAll(async () => {
  redisServer = await startRedis();
  tap = await tapRedis(redisServer.url);
  redis = await connectAsPortal({ REDIS_URL: tap.url });
  vault = createVault(redis, await createSealer([{ kid: 'k1', key: Buffer.alloc(32, 1) }]));
});
afterAll(async () => {
  redis.disconnect();
  await tap.close();
  await redisServer.stop();
});

/** Runs it with the answer to its first command that holds `text` lost. */
async function withLostAnswer<Result>(text: string, act: () => Promise<Result>): Promise<Result> {
  const lost = tap.stopAt(text, 'after');
  const acting = act();
  await lost;
  tap.cut();
  return await acting;
}

async function putVault(id: string) {
  const person = { username: 'max', uid: 1, account: '', sidHash: `sid-of-${id}` };
  const times = { createdAt: Date.now(), absoluteEnd: Date.now() + 3_600_000 };
  const scopes = { asked: [], granted: [], observed: [] };
  const tokens = { accessToken: 'old', refreshToken: 'old-refresh', expiresInSeconds: 7200 };
  await vault.put({ id, ...person, ...times, ...scopes, tokens });
  const held = await vault.read(id);
  if (held === null) throw new Error('no record');
  return held;
}

test('the winner of a create knows that it has won', async () => {
  const requests = createRequests(redis);
  const id = newRequestId();
  await requests.keepDraft('max', id, noAnswers);
  const draft = await requests.read(id);
  if (draft === null) throw new Error('no draft');
  expect(await withLostAnswer("'sent'", async () => await requests.win('max', draft))).toBe(true);
  expect(await requests.win('max', draft)).toBe(false);
});

test('the winner of a token knows that it has won', async () => {
  const drafts = createTokenDrafts(redis);
  const id = newDraftId();
  await drafts.keep('max', id, noTokenAnswers);
  const draft = await drafts.read('max', id);
  if (draft === null) throw new Error('no draft');
  expect(await withLostAnswer("'sent'", async () => await drafts.win('max', draft))).toBe(true);
  expect(await drafts.win('max', draft)).toBe(false);
});

test('refreshed tokens are in force, and not taken for somebody else’s', async () => {
  const held = await putVault('refreshed');
  const fresh = { accessToken: 'new', refreshToken: 'new-refresh', expiresInSeconds: 7200 };
  const commit = async () => await vault.commit(held, 'this refresh', fresh);
  expect(await withLostAnswer('refreshCount', commit)).toBe(true);
  const now = await vault.read('refreshed');
  expect(now).toMatchObject({ generation: 1, refreshCount: 1 });
  expect(now && (await vault.openAccess(now))).toBe('new');
  expect(await vault.commit(held, 'another refresh', fresh)).toBe(false);
});

test('who ends a session knows that it was them', async () => {
  await putVault('ended');
  const end = async () => await vault.flipToEnding('ended', 'signed-out');
  expect(await withLostAnswer('endReason', end)).toBe('sid-of-ended');
  expect(await vault.flipToEnding('ended', 'signed-out')).toBeNull();
});

test('an entry of the log stands in it once', async () => {
  const chain = createChain(redis);
  await chain.add({ type: 'first' });
  await withLostAnswer('XADD', async () => await chain.add({ type: 'second' }));
  await chain.add({ type: 'third' });
  const types = (await chain.oldest(10)).map(({ body }) => body.type);
  expect(types).toEqual(['first', 'second', 'third']);
});

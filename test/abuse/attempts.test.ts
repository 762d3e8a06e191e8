import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createSealer } from '../../server/redis/sealer.ts';
import { ATTEMPT_SECONDS, createAttempts, newState } from '../../server/session/attempts.ts';
import { startPortal, type TestPortal } from '../support/portal.ts';
import { rawGet } from '../support/raw.ts';
import { TestVisitor } from '../support/visitor.ts';

const max = { username: 'max-member', password: 'harbour-demo-1' };

let portal: TestPortal;

beforeAll(async () => {
  portal = await startPortal({ env: { TRUST_PROXY: '1' } });
});
afterAll(async () => {
  await portal.stop();
});

async function bytesOf(keys: readonly string[]): Promise<readonly number[]> {
  const { client } = portal.redisServer;
  return await Promise.all(keys.map(async (key) => Number(await client.memory('USAGE', key))));
}

async function keysLike(pattern: string): Promise<readonly string[]> {
  return await portal.redisServer.client.keys(pattern);
}

describe('ten thousand ways to Linode that nobody comes back from', () => {
  const count = 10_000;

  beforeAll(async () => {
    const sealer = await createSealer([{ kid: 'k1', key: Buffer.alloc(32, 7) }]);
    const attempts = createAttempts(portal.redis, sealer);
    await Promise.all(
      Array.from({ length: count }, async () => {
        const { id, state } = newState();
        const verifier = randomBytes(32).toString('base64url');
        const returnTo = '/linodes?label=web&region=us-east&page=2';
        const asked = ['account:read_only', 'linodes:read_only', 'images:read_only'];
        await attempts.keep(id, { state, verifier, returnTo, need: null, asked, replaces: null });
      }),
    );
  });

  test('cost the store a kilobyte each, for ten minutes', async () => {
    const all = await keysLike('attempt:*');
    expect(all).toHaveLength(count);
    const some = all.slice(0, 200);
    for (const bytes of await bytesOf(some)) expect(bytes).toBeLessThan(1024);
    for (const left of await Promise.all(some.map(async (key) => await portal.redis.ttl(key)))) {
      expect(left).toBeGreaterThan(0);
      expect(left).toBeLessThanOrEqual(ATTEMPT_SECONDS);
    }
  });

  test('leave no session behind, and everybody else signs in', async () => {
    expect(await keysLike('session:*')).toEqual([]);
    expect(await keysLike('vault:*')).toEqual([]);
    const visitor = new TestVisitor(portal);
    await visitor.signIn(max);
    expect((await visitor.get('/linodes')).status).toBe(200);
  });
});

test('the longest address to return to makes an attempt a few kilobytes, and no more', async () => {
  await portal.redisServer.client.flushall();
  const longest = encodeURIComponent(`/linodes?label=${'x'.repeat(10_000)}`);
  const most = encodeURIComponent(`/linodes?label=${'x'.repeat(1980)}`);
  for (const returnTo of [longest, most])
    await new TestVisitor(portal).get(`/sign-in?returnTo=${returnTo}`);
  const all = await keysLike('attempt:*');
  expect(all).toHaveLength(2);
  for (const bytes of await bytesOf(all)) expect(bytes).toBeLessThan(5000);
});

test('a browser that brings hundreds of attempts has a few of them given up, and starts another', async () => {
  const ids = Array.from({ length: 300 }, () => randomBytes(16).toString('base64url'));
  const Cookie = ids.map((id) => `attempt-${id}=x`).join('; ');
  const answer = await rawGet(portal.baseUrl, '/sign-in', { Cookie });
  expect(answer.status).toBe(303);
  expect(answer.headers['set-cookie']?.length).toBeLessThan(10);
});

import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { setTimeout as sleep } from 'node:timers/promises';
import { isDeepStrictEqual } from 'node:util';
import { startRedis, type RedisServer } from '../support/redis-server.ts';
import { rounds } from '../support/repeat.ts';
import { startReplicas, type Replicas, type TappedProcess } from '../support/replicas.ts';
import { until } from '../support/until.ts';
import type { TestVisitor } from '../support/visitor.ts';
import { max, signedIn } from './scenarios.ts';

const PROCESSES = 4;
const EACH = 25;
/** Whoever has no answer by then has none: twice what the portal lets anybody wait. */
const PATIENCE_MS = 20_000;

let redis: RedisServer;
let replicas: Replicas;
let running: TappedProcess[] = [];

beforeAll(async () => {
  redis = await startRedis();
  replicas = await startReplicas({ count: 0, redis });
});
afterAll(async () => {
  await replicas.stop();
});
beforeEach(async () => {
  running = running.filter((process) => process.isRunning());
  const missing = Array.from({ length: PROCESSES - running.length });
  running.push(...(await Promise.all(missing.map(async () => await replicas.addTapped()))));
  await clear();
});

async function clear(): Promise<void> {
  await replicas.sandbox.clearFaults();
  await redis.client.flushall();
}

/** Somebody whose access token has run out, at Linode and in the portal's books. */
async function withExpiredToken(): Promise<TestVisitor> {
  const visitor = await signedIn(replicas);
  // Processes are slow to give their first answers, and that is not what is looked at here.
  await statusesOf(visitor);
  const [vault = ''] = await redis.client.keys('vault:*');
  await redis.client.hset(vault, 'accessExpiresAt', Date.now() - 1000);
  await replicas.sandbox.expireTokens();
  await replicas.sandbox.clearLog();
  return visitor;
}

async function slowDown(ms: number): Promise<void> {
  const token = { host: 'login', path: '/oauth/token', times: 0 } as const;
  await replicas.sandbox.fault({ ...token, kind: 'latency', ms });
}

/** What came of as many requests at each process at once: how often which status. */
async function statusesOf(
  visitor: TestVisitor,
  at: readonly TappedProcess[] = running,
  answerTo: (one: TestVisitor) => Promise<number | string> = ask,
): Promise<Record<string, number>> {
  const counts: Record<string, number> = {};
  const visitors = at.flatMap((one) => Array.from({ length: EACH }, () => visitor.beside(one)));
  await Promise.all(
    visitors.map(async (one) => {
      const status = await answerTo(one);
      counts[status] = (counts[status] ?? 0) + 1;
    }),
  );
  return counts;
}

async function statusInTime(visitor: TestVisitor): Promise<number | string> {
  const over = new AbortController();
  const tooLate = sleep(PATIENCE_MS, 'too late', { signal: over.signal }).catch(() => 'in time');
  try {
    return await Promise.race([ask(visitor), tooLate]);
  } catch {
    return 'lost';
  } finally {
    over.abort();
  }
}

/** A short answer that comes from Linode. */
async function ask(visitor: TestVisitor): Promise<number> {
  const path = '/browse/tags?size=25';
  return (await visitor.get(path, { Accept: 'application/json' })).status;
}

async function refreshCalls(): Promise<number> {
  const log = await replicas.sandbox.log();
  const asked = log.filter(({ path }) => path === '/oauth/token');
  return asked.filter(({ body }) => JSON.stringify(body).includes('"refresh_token"')).length;
}

async function liveTokens(): Promise<readonly string[]> {
  const live = await replicas.sandbox.tokens();
  return live.filter(({ username }) => username === max.username).map(({ kind }) => kind);
}

describe('a hundred requests over four processes, with a token that has run out,', () => {
  test.each([200, 3000, 8000])('wait together for one refresh of %d ms', async (ms) => {
    const askAll = async () => {
      await clear();
      const visitor = await withExpiredToken();
      await slowDown(ms);
      const statuses = await statusesOf(visitor);
      expect(await refreshCalls()).toBe(1);
      return statuses;
    };
    const all200 = { 200: PROCESSES * EACH };
    const statuses = await askAll();
    // Nobody is kept waiting for ten seconds: a machine that is slow by one more says so, and may try again.
    if (!isDeepStrictEqual(statuses, all200)) expect(await askAll()).toEqual(all200);
    // Both of one family: it has not been revoked for a token used twice.
    expect(new Set(await liveTokens())).toEqual(new Set(['AccessToken', 'RefreshToken']));
  });

  test('are all asked to sign in again after one refusal', async () => {
    const visitor = await withExpiredToken();
    await replicas.sandbox.revokeTokens();
    expect(await statusesOf(visitor)).toEqual({ 401: PROCESSES * EACH });
    expect(await refreshCalls()).toBe(1);
  });
});

test('a process that is told to stop first keeps the tokens that it has asked for', async () => {
  const visitor = await signedIn(replicas);
  const [vault = ''] = await redis.client.keys('vault:*');
  const [issued, expires] = [Date.now() - 7_000_000, Date.now() + 200_000];
  await redis.client.hset(vault, { accessIssuedAt: issued, accessExpiresAt: expires });
  await replicas.sandbox.clearLog();
  await slowDown(1500);
  const [leaving] = running;
  if (leaving === undefined) throw new Error('none runs');
  expect(await ask(visitor.beside(leaving))).toBe(200);
  await until('Linode was asked', async () => (await refreshCalls()) === 1);
  await replicas.stopOne(leaving);
  expect(await redis.client.hget(vault, 'generation')).toBe('1');
  expect((await visitor.get('/linodes')).status).toBe(200);
});

/** Where it is killed, and what the others then find. A token that Linode has replaced died with it. */
const points: readonly Point[] = [
  {
    name: 'before it has asked Linode',
    reached: async ({ tap }) => await tap.stopAt(':lock', 'after'),
    outcome: { status: 200, calls: 1 },
  },
  {
    name: 'while Linode thinks',
    reached: async () => await until('Linode was asked', async () => (await refreshCalls()) === 1),
    outcome: { status: 401, calls: 2 },
  },
  {
    name: 'before it has kept what Linode answered',
    reached: async ({ tap }) => await tap.stopAt('refreshCount', 'before'),
    outcome: { status: 401, calls: 2 },
  },
  {
    name: 'when it has kept that, and told nobody',
    reached: async ({ tap }) => await tap.stopAt('refreshCount', 'after'),
    outcome: { status: 200, calls: 1 },
  },
];

interface Point {
  readonly name: string;
  readonly reached: (holder: TappedProcess) => Promise<void>;
  readonly outcome: { readonly status: number; readonly calls: number };
}

describe.each(points)('a refresh whose process is killed $name', ({ reached, outcome }) => {
  test.each(rounds)('leaves nobody else without an answer (round %d)', async () => {
    const visitor = await withExpiredToken();
    await slowDown(1000);
    const [holder, ...others] = running;
    if (holder === undefined) throw new Error('none runs');
    const atPoint = reached(holder);
    const doomed = statusInTime(visitor.beside(holder));
    let isThere = false;
    void atPoint.then(() => (isThere = true));
    // A holder that is stopped renews its lease no more: it may have run out before we look.
    await until('the lease is taken', async () => {
      return isThere || (await redis.client.keys('*:lock')).length === 1;
    });
    const answers = statusesOf(visitor, others, statusInTime);
    await atPoint;
    await replicas.kill(holder);
    expect(await doomed).toBe('lost');
    expect(await answers).toEqual({ [outcome.status]: EACH * others.length });
    expect(await refreshCalls()).toBe(outcome.calls);
    await visitor.signIn(max);
    expect((await visitor.get('/linodes')).status).toBe(200);
  });
});

import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { startPortal, type TestPortal } from '../support/portal.ts';
import { until } from '../support/until.ts';
import { TestVisitor, type Answer } from '../support/visitor.ts';

const max = { username: 'max-member', password: 'harbour-demo-1' };

let one: TestPortal;
let two: TestPortal;

beforeAll(async () => {
  const env = { SESSIONS_PER_USER: '100' };
  one = await startPortal({ env });
  two = await startPortal({ env, sandbox: one.sandbox, redisServer: one.redisServer });
});
afterAll(async () => {
  await two.stop();
  await one.stop();
});
beforeEach(async () => {
  await one.sandbox.switches({ rateLimits: 'off', accessTokenSeconds: 7200 });
});
afterEach(async () => {
  await one.sandbox.clearFaults();
});

interface Person {
  /** The same browser, at each of the two replicas. */
  readonly at: readonly [TestVisitor, TestVisitor];
  readonly vault: string;
}

async function signedIn(): Promise<Person> {
  await one.sandbox.revokeTokens();
  const before = await one.redis.keys('vault:*');
  const at = [new TestVisitor(one), new TestVisitor(two)] as const;
  await at[0].signIn(max);
  for (const [name, value] of at[0].cookies) at[1].cookies.set(name, value);
  const after = await one.redis.keys('vault:*');
  await one.sandbox.clearLog();
  return { at, vault: after.find((key) => !before.includes(key)) ?? '' };
}

/** A hundred requests at once, half of them to each replica. */
async function hundredAnswers(
  { at }: Person,
  accept = 'application/json',
): Promise<readonly Answer[]> {
  const hundred = Array.from({ length: 50 }, () => at).flat();
  return await Promise.all(
    hundred.map(async (visitor) => await visitor.get('/linodes', { Accept: accept })),
  );
}

/** How many answers of each kind, with what they say went wrong. */
function kinds(answers: readonly Answer[]): Readonly<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const { status, text } of answers) {
    const problem = /"reason":"([^"]*)/.exec(text)?.[1];
    const kind = problem === undefined ? String(status) : `${status} ${problem}`;
    counts[kind] = (counts[kind] ?? 0) + 1;
  }
  return counts;
}

async function refreshCalls(): Promise<number> {
  const log = await one.sandbox.log();
  return log.filter(
    ({ path, body }) =>
      path === '/oauth/token' && JSON.stringify(body).includes('"grant_type":"refresh_token"'),
  ).length;
}

describe('a hundred requests at once over two replicas, with a token that', () => {
  test('Linode calls invalid, cost one refresh', async () => {
    const person = await signedIn();
    await one.sandbox.expireTokens();
    expect(kinds(await hundredAnswers(person))).toEqual({ 200: 100 });
    expect(await refreshCalls()).toBe(1);
  });

  test('is known to have expired, cost one refresh', async () => {
    await one.sandbox.switches({ accessTokenSeconds: 1 });
    const person = await signedIn();
    await one.sandbox.switches({ accessTokenSeconds: 7200 });
    await one.redis.hset(person.vault, 'accessExpiresAt', Date.now() - 1000);
    expect(kinds(await hundredAnswers(person))).toEqual({ 200: 100 });
    expect(await refreshCalls()).toBe(1);
  });

  test('cannot be refreshed any more, all lead to the sign-in after one call', async () => {
    const person = await signedIn();
    await one.sandbox.revokeTokens();
    expect(kinds(await hundredAnswers(person, 'text/html'))).toEqual({ 303: 100 });
    expect(await refreshCalls()).toBe(1);
    const [visitor] = person.at;
    const again = await visitor.get('/linodes');
    expect(again.location).toBe('/?returnTo=%2Flinodes');
    expect((await visitor.get(again.location ?? '')).text).toContain('Sign in with Linode');
    await visitor.signIn(max);
    expect((await visitor.get('/linodes')).status).toBe(200);
  });

  test('cannot be refreshed just now, all say so and nobody’s session ends', async () => {
    const person = await signedIn();
    await one.sandbox.expireTokens();
    await one.sandbox.fault({ host: 'login', path: '/oauth/token', kind: '500', times: 0 });
    expect(kinds(await hundredAnswers(person))).toEqual({
      '502 Linode’s sign-in did not renew your access. Nothing was sent.': 100,
    });
    await one.sandbox.clearFaults();
    expect(kinds(await hundredAnswers(person))).toEqual({ 200: 100 });
  });
});

describe('a refresh', () => {
  test('whose answer finds Redis gone is kept once Redis is back', async () => {
    const { at, vault } = await signedIn();
    await one.sandbox.expireTokens();
    const slow = { host: 'login', path: '/oauth/token', kind: 'latency', ms: 800 } as const;
    await one.sandbox.fault(slow);
    await one.redisServer.client.config('SET', 'appendfsync', 'always');
    await one.redisServer.client.set('written', 'by then', 'PX', 60_000);
    const waiting = at[0].get('/linodes');
    await until('Linode was asked', async () => (await refreshCalls()) === 1);
    await one.redisServer.kill();
    await sleep(1500);
    await one.redisServer.start();
    expect([200, 503]).toContain((await waiting).status);
    await until('it is kept', async () => (await generationOf(vault).catch(() => null)) === '1');
    expect((await at[1].get('/linodes')).status).toBe(200);
    expect(await refreshCalls()).toBe(1);
  });

  test('leaves no lock behind, however it ends', async () => {
    const person = await signedIn();
    await one.sandbox.expireTokens();
    await one.sandbox.fault({ host: 'login', path: '/oauth/token', kind: '500' });
    await hundredAnswers(person);
    expect(await one.redis.exists(`${person.vault}:lock`)).toBe(0);
  });

  test('happens ahead of time, while the old token still serves', async () => {
    const { at, vault } = await signedIn();
    const [issued, expires] = [Date.now() - 7_000_000, Date.now() + 200_000];
    await one.redis.hset(vault, { accessIssuedAt: issued, accessExpiresAt: expires });
    await one.sandbox.fault({ host: 'login', path: '/oauth/token', kind: 'latency', ms: 1000 });
    expect((await at[0].get('/linodes')).status).toBe(200);
    expect(await one.redis.hget(vault, 'generation')).toBe('0');
    await until('the new token is there', async () => (await generationOf(vault)) === '1');
    expect(await refreshCalls()).toBe(1);
  });

  test('does not happen with every request where tokens are short-lived', async () => {
    await one.sandbox.switches({ accessTokenSeconds: 60 });
    const { at, vault } = await signedIn();
    for (let count = 0; count < 10; count += 1)
      expect((await at[count % 2 === 0 ? 0 : 1].get('/linodes')).status).toBe(200);
    expect(await refreshCalls()).toBe(0);
    expect(await generationOf(vault)).toBe('0');
  });
});

describe('signing out in the middle of a refresh', () => {
  test.each([
    ['that is slow', 1500, 0],
    ['that is quicker than the revocation', 700, 2000],
  ])('%s leaves no token alive at Linode', async (_, tokenMs, revokeMs) => {
    const { at, vault } = await signedIn();
    const slow = { host: 'login', kind: 'latency' } as const;
    const form = await at[0].get('/linodes');
    await one.sandbox.expireTokens();
    await one.sandbox.fault({ ...slow, path: '/oauth/token', ms: tokenMs });
    if (revokeMs > 0) await one.sandbox.fault({ ...slow, path: '/oauth/revoke', ms: revokeMs });
    const waiting = at[1].get('/linodes');
    await until('Linode was asked', async () => (await refreshCalls()) === 1);
    await at[0].submit(form, '/sign-out');
    expect((await waiting).status).toBe(303);
    await until('the record is gone', async () => (await one.redis.exists(vault)) === 0);
    await until('no token lives', async () => (await tokensOf(max.username)).length === 0);
  });
});

test('tokens that a refresh brings too late end at Linode, also when Linode takes that later', async () => {
  const { at, vault } = await signedIn();
  await one.sandbox.expireTokens();
  await one.sandbox.fault({ host: 'login', path: '/oauth/token', kind: 'latency', ms: 700 });
  await one.sandbox.fault({ host: 'login', path: '/oauth/revoke', kind: '500' });
  const waiting = at[0].get('/linodes');
  await until('Linode was asked', async () => (await refreshCalls()) === 1);
  await one.redis.del(vault);
  expect((await waiting).status).toBe(303);
  await until('no token lives', async () => (await tokensOf(max.username)).length === 0);
  const revoked = (await one.sandbox.log()).filter(({ path }) => path === '/oauth/revoke');
  expect(revoked.map(({ status }) => status)).toEqual([500, 200, 200]);
});

async function generationOf(vault: string): Promise<string | null> {
  return await one.redis.hget(vault, 'generation');
}

async function tokensOf(username: string): Promise<readonly string[]> {
  const live = await one.sandbox.tokens();
  return live.filter((token) => token.username === username).map(({ token }) => token);
}

import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { startPortal, type TestPortal } from '../support/portal.ts';
import { until } from '../support/until.ts';
import { TestVisitor } from '../support/visitor.ts';

const max = { username: 'max-member', password: 'harbour-demo-1' };

let portal: TestPortal;

beforeAll(async () => {
  portal = await startPortal({ env: { SESSIONS_PER_USER: '100' } });
  await portal.sandbox.switches({ rateLimits: 'off' });
});
afterAll(async () => {
  await portal.stop();
});
afterEach(async () => {
  await portal.sandbox.clearFaults();
});

async function signedIn(): Promise<TestVisitor> {
  const visitor = new TestVisitor(portal);
  await visitor.signIn(max);
  return visitor;
}

/** Another browser that has got hold of the same cookies. */
function copyOf(visitor: TestVisitor): TestVisitor {
  const copy = new TestVisitor(portal);
  for (const [name, value] of visitor.cookies) copy.cookies.set(name, value);
  return copy;
}

describe('signing out', () => {
  test('makes the cookie worthless, wherever it is kept', async () => {
    const visitor = await signedIn();
    const copy = copyOf(visitor);
    const answer = await visitor.submit('/', '/sign-out');
    expect(answer.status).toBe(303);
    expect((await copy.get('/linodes')).location).toBe('/?returnTo=%2Flinodes');
    expect((await copy.get('/linodes', { Accept: 'application/json' })).status).toBe(401);
  });

  test('takes the form: a link does nothing', async () => {
    const visitor = await signedIn();
    const answer = await visitor.get('/sign-out');
    expect(answer.status).toBe(405);
    expect(answer.headers.get('allow')).toBe('POST');
    expect((await visitor.get('/linodes')).status).toBe(200);
  });

  test('ends the tokens at Linode, access and refresh', async () => {
    await portal.sandbox.revokeTokens();
    const visitor = await signedIn();
    expect((await portal.sandbox.tokens()).length).toBe(2);
    await visitor.submit('/', '/sign-out');
    await until('no token lives', async () => (await portal.sandbox.tokens()).length === 0);
  });

  test('leaves nothing of the session in Redis', async () => {
    const before = await portal.redis.keys('session:*');
    const visitor = await signedIn();
    await visitor.submit('/', '/sign-out');
    expect(new Set(await portal.redis.keys('session:*'))).toEqual(new Set(before));
  });

  test('tells the browser to forget what it has of us', async () => {
    const answer = await (await signedIn()).submit('/', '/sign-out');
    expect(answer.headers.get('Clear-Site-Data')).toContain('"cache"');
    expect(answer.headers.get('Clear-Site-Data')).toContain('"storage"');
    expect(answer.headers.get('Cache-Control')).toBe('no-store');
  });

  test('is no link: a GET does nothing', async () => {
    const visitor = await signedIn();
    await visitor.get('/sign-out');
    expect((await visitor.get('/linodes')).status).toBe(200);
  });

  test.each([
    ['without proof', {}, {}],
    ['with a made-up proof', { proof: 'a.b.c' }, {}],
    ['from another site', {}, { 'Sec-Fetch-Site': 'cross-site' }],
    ['from a sibling', {}, { Origin: 'http://other.127.0.0.1' }],
  ])('%s is refused, and the session lives', async (_, fields, headers) => {
    const visitor = await signedIn();
    expect((await visitor.post('/sign-out', fields, headers)).status).toBe(403);
    expect((await visitor.get('/linodes')).status).toBe(200);
  });

  test('is not followed by a new sign-in that nobody asked for', async () => {
    const visitor = await signedIn();
    const { location } = await visitor.submit('/', '/sign-out');
    const page = await visitor.get(location ?? '');
    expect(page.status).toBe(200);
    expect(page.text).toContain('Sign in with Linode');
    expect(page.text).not.toContain('http-equiv="refresh"');
  });

  test('twice is no error', async () => {
    const visitor = await signedIn();
    const page = await visitor.get('/');
    await visitor.submit(page, '/sign-out');
    expect((await visitor.submit(page, '/sign-out')).status).toBe(303);
  });

  test('is not undone by a request that is still under way', async () => {
    const visitors = await inTurn(20, signedIn);
    const slow = { host: 'api', path: '/v4/linode/instances', kind: 'latency' } as const;
    await portal.sandbox.fault({ ...slow, times: 0, ms: 600 });
    const ends = await Promise.all(visitors.map(signOutDuringRequest));
    expect(new Set(ends)).toEqual(new Set(['/?returnTo=%2Frequests']));
    await sleep(200);
    const late = await Promise.all(visitors.map((visitor) => visitor.get('/requests')));
    expect(new Set(late.map(({ status }) => status))).toEqual(new Set([303]));
    expect(await portal.redis.zcard('sessions:max-member')).toBe(await livingSessions());
  });
});

/** @returns where the cookie leads after both the slow request and the sign-out are answered. */
async function signOutDuringRequest(visitor: TestVisitor, index: number): Promise<string | null> {
  const copy = copyOf(visitor);
  const page = await visitor.get('/requests');
  const slow = copy.get('/linodes');
  await sleep(index * 25);
  await visitor.submit(page, '/sign-out');
  await slow;
  return (await copy.get('/requests')).location;
}

async function livingSessions(): Promise<number> {
  const names = await portal.redis.keys('session:*');
  return names.length;
}

async function inTurn<Made>(count: number, make: () => Promise<Made>): Promise<readonly Made[]> {
  const made: Made[] = [];
  while (made.length < count) made.push(await make());
  return made;
}

import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import {
  confirmCreate,
  createCalls,
  openCheckPage,
  pretendSentEarlier,
  signInAsCreator,
} from '../support/creator.ts';
import { startPortal, type TestPortal } from '../support/portal.ts';
import { until } from '../support/until.ts';
import { TestVisitor } from '../support/visitor.ts';

const max = { username: 'max-member', password: 'harbour-demo-1' };

let portal: TestPortal;
let visitor: TestVisitor;

beforeAll(async () => {
  portal = await startPortal();
  visitor = await signInAsCreator(portal, max);
}, 60_000);
afterAll(async () => {
  await portal.stop();
});

async function isReady(): Promise<boolean> {
  return (await new TestVisitor(portal).get('/readyz')).status === 200;
}

/** Kills Redis when what it has answered lies on disk: that it can lose a second is its own affair. */
async function killRedis(): Promise<void> {
  await portal.redisServer.client.config('SET', 'appendfsync', 'always');
  await portal.redisServer.client.set('written', 'by then', 'PX', 60_000);
  await portal.redisServer.kill();
}

/** Readiness is looked up once a second; a page is the truth of this moment. */
async function untilServing(): Promise<void> {
  await until('pages are served', async () => (await visitor.get('/requests')).status === 200);
}

describe('while Redis is gone', () => {
  beforeAll(async () => {
    await killRedis();
  });
  afterAll(async () => {
    await portal.redisServer.start();
    await untilServing();
  });

  test('a visitor is told so: no sign-in, no cookie touched, when to try again', async () => {
    const answer = await visitor.get('/linodes');
    expect(answer.status).toBe(503);
    expect(Number(answer.headers.get('Retry-After'))).toBeGreaterThan(0);
    expect(answer.headers.getSetCookie()).toEqual([]);
    expect(answer.location).toBeNull();
    expect(answer.text).toContain('You are still signed in');
  });

  test('the page keeps its navigation and has a reference', async () => {
    const { text } = await visitor.get('/linodes');
    expect(text).toMatch(/<nav[^>]*aria-label="Main"/);
    expect(text).toMatch(/Reference <code>[\w-]{36}<\/code>/);
    expect(text).toMatch(/href="\/linodes"[^>]*>Try again/);
  });

  test.each([
    ['a program', '/linodes', 'application/json'],
    ['an open event stream', '/requests/aaaaaaaaaaaaaaaaaaaaaa/events', 'text/event-stream'],
  ])('%s gets its 503 without a page', async (_, path, accept) => {
    const answer = await visitor.get(path, { Accept: accept });
    expect(answer.status).toBe(503);
    expect(answer.text).not.toContain('<html');
  });

  test.each([
    '/sign-out',
    '/linodes/create',
    '/linodes/create/check',
    '/me/tokens/1/revoke',
    '/audit/revoke',
    '/theme',
  ])('nothing that is posted to %s is done', async (path) => {
    const answer = await visitor.post(path, { proof: 'any' });
    expect(answer.status).toBe(503);
    expect(answer.headers.getSetCookie()).toEqual([]);
  });

  test('a stranger sees the start page and cannot begin to sign in', async () => {
    const stranger = new TestVisitor(portal);
    expect((await stranger.get('/')).status).toBe(200);
    const answer = await stranger.get('/sign-in');
    expect(answer.status).toBe(503);
    expect(answer.location).toBeNull();
    expect(stranger.cookies.size).toBe(0);
  });

  test('the process is healthy and not ready', async () => {
    const anyone = new TestVisitor(portal);
    expect((await anyone.get('/healthz')).status).toBe(200);
    await until('readiness has noticed', async () => !(await isReady()));
    expect((await anyone.get('/readyz')).status).toBe(503);
  });
});

test('once Redis is back, the same cookie goes on as if nothing had been', async () => {
  expect((await visitor.get('/linodes')).status).toBe(200);
});

describe('while Redis answers nobody', () => {
  test('a visitor waits no longer than for any other fault, and loses nothing', async () => {
    await portal.redisServer.client.client('PAUSE', 4000, 'ALL');
    const answer = await visitor.get('/linodes');
    expect(answer.status).toBe(503);
    expect(answer.headers.getSetCookie()).toEqual([]);
    await untilServing();
    expect((await visitor.get('/linodes')).status).toBe(200);
  });
});

describe('while Redis is full', () => {
  beforeAll(async () => {
    await portal.redisServer.client.config('SET', 'maxmemory', '1');
  });
  afterAll(async () => {
    await portal.redisServer.client.config('SET', 'maxmemory', '0');
  });

  test('whoever is signed in reads on', async () => {
    expect((await visitor.get('/linodes')).status).toBe(200);
  });

  test('nobody is half signed in', async () => {
    const stranger = new TestVisitor(portal);
    const answer = await stranger.get('/sign-in');
    expect(answer.status).toBe(503);
    expect(stranger.cookies.size).toBe(0);
  });

  test('a form is refused as a whole', async () => {
    const answer = await visitor.submit('/requests', '/sign-out');
    expect(answer.status).toBe(503);
    expect((await visitor.get('/linodes')).status).toBe(200);
  });
});

describe('a create', () => {
  afterEach(async () => {
    await portal.sandbox.clearFaults();
  });

  test('that is sent while Redis is gone buys nothing, and can be sent again', async () => {
    const page = await openCheckPage(visitor, 'while-away');
    await killRedis();
    const answer = await confirmCreate(visitor, page);
    expect(answer.status).toBe(503);
    await portal.redisServer.start();
    await untilServing();
    expect(await createCalls(portal, 'while-away')).toBe(0);
    const again = await confirmCreate(visitor, page);
    expect(again.location).toMatch(/^\/requests\//);
    expect(await createCalls(portal, 'while-away')).toBe(1);
  });

  test('whose answer finds Redis gone is bought once, and found again', async () => {
    const page = await openCheckPage(visitor, 'answer-lost');
    const slow = { kind: 'latency', ms: 1500, when: { label: 'answer-lost' } } as const;
    await portal.sandbox.fault({ host: 'api', path: '/v4/linode/instances', ...slow });
    const answering = confirmCreate(visitor, page);
    await until('Linode was asked', async () => (await createCalls(portal, 'answer-lost')) === 1);
    await killRedis();
    const answer = await answering;
    expect(answer.status).toBe(303);
    await portal.redisServer.start();
    await untilServing();

    const again = await confirmCreate(visitor, page);
    expect(again.location).toMatch(/^\/requests\//);
    await pretendSentEarlier(portal.redis, again.location ?? '');
    expect((await visitor.get(again.location ?? '')).text).toContain('Accepted as #');
    expect(await createCalls(portal, 'answer-lost')).toBe(1);
  });
});

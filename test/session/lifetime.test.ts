import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { startPortal, type TestPortal } from '../support/portal.ts';
import { until } from '../support/until.ts';
import { TestVisitor } from '../support/visitor.ts';

const max = { username: 'max-member', password: 'harbour-demo-1' };
const idleMs = 5000;

/** Ends sessions that idle; and one that ends them all after a while. */
let idling: TestPortal;
let absolute: TestPortal;
let linodeId: number;

beforeAll(async () => {
  idling = await startPortal({ env: { SESSION_IDLE_MINUTES: String(idleMs / 60_000) } });
  const { sandbox, redisServer } = idling;
  const env = { SESSION_MAX_HOURS: String(6 / 3600) };
  absolute = await startPortal({ sandbox, redisServer, env });
  linodeId = (await sandbox.linodes()).find(({ account }) => account === 'harbour')?.id ?? 0;
});
afterAll(async () => {
  await absolute.stop();
  await idling.stop();
});

async function signedInAt(portal: TestPortal): Promise<TestVisitor> {
  const visitor = new TestVisitor(portal);
  await visitor.signIn(max);
  return visitor;
}

async function tokensOfMax(): Promise<number> {
  const live = await idling.sandbox.tokens();
  return live.filter(({ username }) => username === max.username).length;
}

describe('a session', () => {
  test('that nobody uses ends, and its tokens with it', async () => {
    const visitor = await signedInAt(idling);
    expect((await visitor.get('/linodes')).status).toBe(200);
    await sleep(idleMs + 500);
    expect((await visitor.get('/linodes')).location).toBe('/?returnTo=%2Flinodes');
    await until('its tokens are revoked', async () => (await tokensOfMax()) === 0);
    // Whichever of the two found it.
    const lines = [...idling.logLines, ...absolute.logLines].join('\n');
    expect(lines).toContain('"reason":"idle"');
  });

  test('that is used lives on', async () => {
    const visitor = await signedInAt(idling);
    for (let waitedMs = 0; waitedMs < idleMs + 2000; waitedMs += 1000) {
      expect((await visitor.get('/requests')).status).toBe(200);
      await sleep(1000);
    }
    expect((await visitor.get('/requests')).status).toBe(200);
  });

  test.each([
    ['asks for a Linode’s state', () => `/linodes/${linodeId}/status`],
    ['shows a Linode again', () => `/linodes/${linodeId}?refresh=10`],
    ['asks for what is not there', () => '/nowhere'],
    ['fetches its stylesheet', () => '/assets/any/quayside.css'],
  ])('is not kept alive by a page that %s by itself', async (_, path) => {
    const visitor = await signedInAt(idling);
    const [session] = await sessionsOf(idling);
    let latestMs = Infinity;
    for (let polls = 0; polls < 4; polls += 1) {
      await visitor.get(path(), { Accept: 'application/json' });
      await sleep(600);
      const leftMs = await idling.redis.pttl(session ?? '');
      expect(leftMs).toBeLessThan(latestMs);
      latestMs = leftMs;
    }
  });

  test('that a page loads by itself shows as used all the same', async () => {
    const [visitor, elsewhere] = [await signedInAt(idling), await signedInAt(idling)];
    await visitor.get('/search?refresh=10');
    expect((await elsewhere.get('/me')).text).toContain('GET /search');
  });

  test('that is only polled ends on time', async () => {
    const visitor = await signedInAt(idling);
    const poll = async () => await visitor.get(`/linodes/${linodeId}/status`, json);
    await until('the poll is told to sign in', async () => (await poll()).status === 401);
  });

  test('ends at its absolute end, however busy', async () => {
    const visitor = await signedInAt(absolute);
    expect((await visitor.get('/requests')).status).toBe(200);
    await until('it has ended', async () => (await visitor.get('/requests')).status === 303);
    expect((await visitor.get('/requests')).location).toBe('/?returnTo=%2Frequests');
  });

  test('that steps up keeps the end that it had', async () => {
    const visitor = await signedInAt(absolute);
    const before = await absoluteEnds();
    await visitor.signIn(max, '/sign-in?for=create-linodes');
    expect(await absoluteEnds()).toEqual(before);
  });
});

const json = { Accept: 'application/json' };

async function sessionsOf(portal: TestPortal): Promise<readonly string[]> {
  const names = await portal.redis.keys('session:*');
  const left = await Promise.all(names.map(async (name) => await portal.redis.pttl(name)));
  // The newest is the one that has longest to live.
  return names
    .map((name, index) => ({ name, leftMs: left[index] ?? 0 }))
    .sort((one, other) => other.leftMs - one.leftMs)
    .map(({ name }) => name);
}

async function absoluteEnds(): Promise<readonly number[]> {
  const names = await absolute.redis.keys('session:*');
  const texts = await Promise.all(names.map(async (name) => await absolute.redis.get(name)));
  return texts.map((text) => Number(/"absoluteEnd":(\d+)/.exec(text ?? '')?.[1]));
}

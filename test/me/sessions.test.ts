import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { createFormProofs } from '../../server/session/proof.ts';
import { portalSecrets, startPortal, type TestPortal } from '../support/portal.ts';
import { until } from '../support/until.ts';
import { TestVisitor, type Answer } from '../support/visitor.ts';
import { ada, max, wordsOf } from './me-support.ts';

let portal: TestPortal;

beforeAll(async () => {
  portal = await startPortal();
});
afterAll(async () => {
  await portal.stop();
});
beforeEach(async () => {
  await portal.redisServer.client.flushall();
  await portal.sandbox.reset();
  await portal.sandbox.registerRedirectUri(`${portal.baseUrl}/oauth/callback`);
});

async function signedIn(person = max): Promise<TestVisitor> {
  const visitor = new TestVisitor(portal);
  await visitor.signIn(person);
  return visitor;
}

/** The ids of the sessions that a page offers to end. */
function endable({ text }: Answer): string[] {
  return [...text.matchAll(/\/me\/sessions\/([\w-]{22})\/end"/g)].map(([, id]) => id ?? '');
}

async function isAlive(visitor: TestVisitor): Promise<boolean> {
  return (await visitor.get('/me')).status === 200;
}

describe('my sessions', () => {
  test('show where each is used from, with which browser, and which one this is', async () => {
    const other = await signedIn();
    await other.get('/linodes', {
      'User-Agent': 'Mozilla/5.0 (X11; Linux x86_64; rv:143.0) Gecko/20100101 Firefox/143.0',
    });
    const page = await (await signedIn()).get('/me');
    const words = wordsOf(page);
    expect(words).toContain('2 sessions');
    expect(words).toContain('Firefox 143 on Linux');
    expect(words).toContain('GET /linodes');
    expect(words.match(/This one/g)).toHaveLength(1);
    expect(words).toContain('127.0.0.1');
    expect(endable(page)).toHaveLength(1);
  });

  test('keep what was seen of them in Redis by the route’s pattern, for as long as the vault', async () => {
    const visitor = await signedIn();
    await visitor.get('/linodes?label=secret-plan');
    const [id = ''] = await portal.redisServer.client.zrange('sessions:max-member', 0, -1);
    const key = `seen:${id}`;
    const seen = async () => (await portal.redisServer.client.get(key)) ?? '';
    await until('it is written', async () => (await seen()).includes('"GET /linodes"'));
    expect(JSON.parse(await seen())).toMatchObject({ address: '127.0.0.1' });
    expect(await seen()).not.toContain('secret-plan');
    expect(await portal.redisServer.client.pttl(key)).toBeGreaterThan(12 * 3_600_000);
  });

  test('end one by one, and the others stay', async () => {
    const [one, two] = [await signedIn(), await signedIn()];
    const here = await signedIn();
    const page = await here.get('/me');
    const [id = ''] = endable(page);
    const done = await here.submit(page, `/me/sessions/${id}/end`);
    expect(done.location).toBe('/me');
    expect((await here.get('/me')).text).toContain('That session is over');
    expect([await isAlive(one), await isAlive(two)].filter(Boolean)).toHaveLength(1);
  });

  test('end all but this one at once', async () => {
    const [one, two, here] = [await signedIn(), await signedIn(), await signedIn()];
    await here.submit('/me', '/me/sessions/end-others');
    expect([await isAlive(one), await isAlive(two), await isAlive(here)]).toEqual([
      false,
      false,
      true,
    ]);
  });

  test('another person’s is not there, and goes on', async () => {
    const [admin, visitor] = [await signedIn(ada), await signedIn()];
    await signedIn();
    const page = await visitor.get('/me');
    const [own = ''] = endable(page);
    const ids = await portal.redisServer.client.zrange('sessions:ada-admin', 0, -1);
    const [foreign = ''] = ids;
    const proof = new RegExp(`/${own}/end"[\\s\\S]*?name="proof"[^>]*value="([^"]+)"`);
    const fields = { proof: proof.exec(page.text)?.[1] ?? '' };
    expect((await visitor.post(`/me/sessions/${foreign}/end`, fields)).status).toBe(404);
    expect(await isAlive(admin)).toBe(true);
    expect((await visitor.post(`/me/sessions/${own}/end`, fields)).status).toBe(303);
  });

  test('do not end without a proof, or by one that another session was given', async () => {
    const [one, here] = [await signedIn(), await signedIn()];
    const [id = ''] = endable(await here.get('/me'));
    expect((await here.post(`/me/sessions/${id}/end`, {})).status).toBe(403);
    const proofs = createFormProofs([portalSecrets.SESSION_SECRET]);
    const proof = proofs.make({ sidHash: 'x', username: 'ada-admin' }, '/me/sessions/:id/end');
    expect((await here.post(`/me/sessions/${id}/end`, { proof })).status).toBe(403);
    expect(await isAlive(one)).toBe(true);
  });
});

describe('my access', () => {
  test('says of each sign-in at Linode whether it was successful', async () => {
    const words = wordsOf(await (await signedIn()).get('/me'));
    expect(words).toContain('Successful');
    expect(words).toContain('as reported by Linode');
  });

  test('lists the browsers that Linode trusts, and the apps with their websites', async () => {
    const words = wordsOf(await (await signedIn()).get('/me'));
    expect(words).toContain('Chrome 141 on Windows');
    expect(words).toContain('Tide Monitor');
    expect(words).toContain('https://tidemonitor.example');
  });

  test.each([
    ['tokens', 'Your tokens cannot be shown'],
    ['apps', 'Your apps cannot be shown'],
    ['devices', 'Your trusted browsers cannot be shown'],
    ['logins', 'Your sign-ins cannot be shown'],
  ])('still shows the rest when Linode fails over %s', async (list, title) => {
    const visitor = await signedIn();
    const fault = { host: 'api', path: `/v4/profile/${list}`, times: 0 } as const;
    await portal.sandbox.fault({ ...fault, kind: 'status', status: 500 });
    const page = await visitor.get('/me');
    await portal.sandbox.clearFaults();
    expect(page.status).toBe(200);
    const words = wordsOf(page);
    expect(words).toContain(title);
    expect(words.match(/cannot be shown/g)).toHaveLength(1);
    expect(words).toContain('This one');
  });
});

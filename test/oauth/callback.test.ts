import { createHash } from 'node:crypto';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { approve } from '../support/sandbox.ts';
import { startPortal, type TestPortal } from '../support/portal.ts';
import { rawGet } from '../support/raw.ts';
import { noteCommands } from '../support/redis-commands.ts';
import { TestVisitor } from '../support/visitor.ts';

const max = { username: 'max-member', password: 'harbour-demo-1' };

let portal: TestPortal;

beforeAll(async () => {
  portal = await startPortal({ env: { SESSIONS_PER_USER: '100' } });
});
afterAll(async () => {
  await portal.stop();
});
beforeEach(async () => {
  await portal.sandbox.clearLog();
});
afterEach(async () => {
  await portal.sandbox.clearFaults();
  await portal.sandbox.switches({ iss: 'on', tokenErrors: 'oauth', scopeStyle: 'scope' });
});

/** To Linode and to the door of the portal again, which stays closed. */
async function wayBack(visitor: TestVisitor, start = '/sign-in'): Promise<string> {
  const { location } = await visitor.get(start);
  const { pathname, search } = new URL(await approve(location ?? '', max));
  return pathname + search;
}

async function authorizationOf(visitor: TestVisitor, start = '/sign-in'): Promise<URLSearchParams> {
  const { location } = await visitor.get(start);
  return new URL(location ?? '').searchParams;
}

function cookieOf({ cookies }: TestVisitor): string {
  return [...cookies].map(([name, value]) => `${name}=${value}`).join('; ');
}

async function tokenCalls(): Promise<readonly unknown[]> {
  const log = await portal.sandbox.log();
  return log.filter(({ path }) => path === '/oauth/token').map(({ body }) => body);
}

async function expectNobody(visitor: TestVisitor): Promise<void> {
  expect(visitor.cookies.has('session')).toBe(false);
  expect((await visitor.get('/linodes')).location).toBe('/?returnTo=%2Flinodes');
}

describe('the way to Linode', () => {
  test('asks for a code with state and S256 challenge, both new each time', async () => {
    const visitor = new TestVisitor(portal);
    const all: URLSearchParams[] = [];
    for (let count = 0; count < 20; count += 1) all.push(await authorizationOf(visitor));
    for (const name of ['state', 'code_challenge'])
      expect(new Set(all.map((query) => query.get(name))).size).toBe(20);
    const [query] = all;
    expect(query?.get('response_type')).toBe('code');
    expect(query?.get('code_challenge_method')).toBe('S256');
    expect(query?.get('state')?.length).toBeGreaterThan(43);
    expect(query?.has('client_secret')).toBe(false);
  });

  test.each([
    ['Host', { Host: 'evil.example' }],
    ['X-Forwarded-Host', { 'X-Forwarded-Host': 'evil.example', 'X-Forwarded-Proto': 'https' }],
    ['Forwarded', { Forwarded: 'host=evil.example;proto=https' }],
  ])('comes back to where the configuration says, whatever %s says', async (_, headers) => {
    const { headers: answered } = await rawGet(portal.baseUrl, '/sign-in', headers);
    const redirectUri = new URL(answered.location ?? '').searchParams.get('redirect_uri');
    expect(redirectUri).toBe(`${portal.baseUrl}/oauth/callback`);
  });

  test('is bound to this browser by a cookie, for ten minutes', async () => {
    const visitor = new TestVisitor(portal);
    const answer = await visitor.get('/sign-in');
    const line = answer.headers.getSetCookie().find((text) => text.startsWith('attempt-')) ?? '';
    expect(line).toMatch(/HttpOnly/);
    expect(line).toMatch(/SameSite=Lax/);
    expect(Number(/Max-Age=(\d+)/.exec(line)?.[1])).toBeLessThanOrEqual(600);
  });

  test.each(['cross-site', 'same-site'])('is begun by no %s link', async (site) => {
    const followed = { 'Sec-Fetch-Site': site, 'Sec-Fetch-Mode': 'navigate' };
    const follow = async (path: string) => await rawGet(portal.baseUrl, path, followed);
    const { text, headers } = await follow('/sign-in?for=manage-tokens&returnTo=%2Fme');
    expect(text).toContain('content="0; url=/?returnTo=%2Fme"');
    expect(headers['set-cookie']).toBeUndefined();
    const away = await follow('/sign-in?returnTo=%2F%2Fevil.example');
    expect(away.text).toContain('content="0; url=/"');
  });

  test('can be begun in several tabs, of which the oldest are given up', async () => {
    const visitor = new TestVisitor(portal);
    for (let count = 0; count < 8; count += 1) await visitor.get('/sign-in');
    const attempts = [...visitor.cookies.keys()].filter((name) => name.startsWith('attempt-'));
    expect(attempts).toHaveLength(5);
  });
});

describe('the way back', () => {
  test('sends the verifier of the challenge, and the client’s secret in the body', async () => {
    const visitor = new TestVisitor(portal);
    const { location } = await visitor.get('/sign-in');
    const challenge = new URL(location ?? '').searchParams.get('code_challenge');
    const back = new URL(await approve(location ?? '', max));
    await visitor.get(back.pathname + back.search);
    const [body] = await tokenCalls();
    const sent = body as Record<string, string>; // a form, as the sandbox logs it
    const hashed = createHash('sha256')
      .update(sent['code_verifier'] ?? '')
      .digest('base64url');
    expect(hashed).toBe(challenge);
    expect(sent['client_secret']).toBe(portal.sandbox.clientSecret);
  });

  test.each([
    ['with another state', (path: string) => path.replace(/state=[^&]*/, 'state=another')],
    ['without a state', (path: string) => path.replace(/state=[^&]*&?/, '')],
    ['with an empty state', (path: string) => path.replace(/state=[^&]*/, 'state=')],
    ['with the state twice', (path: string) => `${path}&state=another`],
    ['with a state that has more to it', (path: string) => path.replace(/(state=[^&]*)/, '$1x')],
  ])('%s is refused, and Linode is asked nothing', async (_, bend) => {
    const visitor = new TestVisitor(portal);
    const path = await wayBack(visitor);
    expect((await visitor.get(bend(path))).status).toBe(400);
    expect(await tokenCalls()).toEqual([]);
    await expectNobody(visitor);
  });

  test.each([
    ['without a code', (path: string) => path.replace(/code=[^&]*&?/, '')],
    ['with two codes', (path: string) => `${path}&code=another`],
    [
      'with the wrong issuer',
      (path: string) => path.replace(/iss=[^&]*/, 'iss=https://evil.example'),
    ],
    ['with an error instead', (path: string) => path.replace(/code=[^&]*/, 'error=server_error')],
  ])('%s is refused, and Linode is asked nothing', async (_, bend) => {
    const visitor = new TestVisitor(portal);
    const path = await wayBack(visitor);
    expect((await visitor.get(bend(path))).status).toBe(400);
    expect(await tokenCalls()).toEqual([]);
    await expectNobody(visitor);
  });

  test('works once: the same address a second time makes no second session', async () => {
    const visitor = new TestVisitor(portal);
    const path = await wayBack(visitor);
    expect((await visitor.get(path)).status).toBe(200);
    const session = visitor.cookies.get('session');
    const again = await visitor.get(path);
    expect(again.status).toBe(400);
    expect(again.text).toContain('used before');
    expect(visitor.cookies.get('session')).toBe(session);
    expect(await tokenCalls()).toHaveLength(1);
    expect((await visitor.get('/linodes')).status).toBe(200);
  });

  test('works once, also when it is opened twice at the same moment', async () => {
    const visitor = new TestVisitor(portal);
    const path = await wayBack(visitor);
    const answers = await Promise.all([visitor.get(path), visitor.get(path)]);
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200, 400]));
    expect(await tokenCalls()).toHaveLength(1);
  });

  test('holds the tokens for their revocation before it asks whose they are', async () => {
    const visitor = new TestVisitor(portal);
    const path = await wayBack(visitor);
    const commands = noteCommands(portal.redis);
    expect((await visitor.get(path)).status).toBe(200);
    const sent = commands.take().map(({ name, on }) => `${name} ${on.split(':')[0]}`);
    const held = sent.slice(0, sent.indexOf('get blocked'));
    expect(held).toContain('hset vault');
    expect(held).toContain('zadd sessions');
  });

  test('is used up by a failure, too', async () => {
    const visitor = new TestVisitor(portal);
    const path = await wayBack(visitor);
    await portal.sandbox.fault({ host: 'login', path: '/oauth/token', kind: '500' });
    expect((await visitor.get(path)).status).toBe(502);
    expect((await visitor.get(path)).status).toBe(400);
    expect(await tokenCalls()).toHaveLength(1);
  });

  test('is not used up by a HEAD, nor is a way begun by one', async () => {
    const visitor = new TestVisitor(portal);
    const path = await wayBack(visitor);
    const cookie = cookieOf(visitor);
    for (const address of [path, '/sign-in']) {
      const { status } = await fetch(portal.baseUrl + address, {
        method: 'HEAD',
        headers: { cookie },
      });
      expect(status).toBe(405);
    }
    expect(await tokenCalls()).toEqual([]);
    expect((await visitor.get(path)).status).toBe(200);
  });

  test('is nobody’s in another browser', async () => {
    const [attacker, victim] = [new TestVisitor(portal), new TestVisitor(portal)];
    const path = await wayBack(attacker);
    expect((await victim.get(path)).status).toBe(400);
    expect(await tokenCalls()).toEqual([]);
    await expectNobody(victim);
  });

  test('is nobody’s with another attempt’s cookie under its name', async () => {
    const [attacker, victim] = [new TestVisitor(portal), new TestVisitor(portal)];
    const path = await wayBack(attacker);
    await victim.get('/sign-in');
    const [name = ''] = attacker.cookies.keys();
    victim.cookies.set(name, [...victim.cookies.values()][0] ?? '');
    expect((await victim.get(path)).status).toBe(400);
    await expectNobody(victim);
  });

  test('does not take somebody else’s code with its own state', async () => {
    const [attacker, victim] = [new TestVisitor(portal), new TestVisitor(portal)];
    const code = /code=([^&]*)/.exec(await wayBack(victim))?.[1];
    const own = await wayBack(attacker);
    const answer = await attacker.get(own.replace(/code=[^&]*/, `code=${code}`));
    expect(answer.status).toBe(400);
    await expectNobody(attacker);
  });

  test.each([
    ['in the order that they began', [0, 1]],
    ['the later one first', [1, 0]],
  ])('of two tabs ends well for both, %s', async (_, order) => {
    const visitor = new TestVisitor(portal);
    const ways = [
      await wayBack(visitor, '/sign-in?returnTo=%2Flinodes'),
      await wayBack(visitor, '/sign-in?returnTo=%2Frequests'),
    ];
    for (const index of order) {
      const answer = await visitor.get(ways[index] ?? '');
      expect(answer.text).toContain(index === 0 ? 'url=/linodes' : 'url=/requests');
    }
    expect((await visitor.get('/linodes')).status).toBe(200);
  });

  test('leads home when it was to lead elsewhere', async () => {
    const visitor = new TestVisitor(portal);
    for (const away of ['https://evil.example/', '//evil.example', '/\\evil.example', '/%09/x'])
      expect(
        (await visitor.signIn(max, `/sign-in?returnTo=${encodeURIComponent(away)}`)).text,
      ).not.toContain('evil.example');
  });

  test('lets nothing of its address out by the Referer header', async () => {
    const answer = await new TestVisitor(portal).signIn(max);
    expect(answer.headers.get('Referrer-Policy')).toBe('no-referrer');
    expect(answer.headers.get('Cache-Control')).toBe('no-store');
  });

  test('works with a login server that states no issuer and writes scopes with commas', async () => {
    await portal.sandbox.switches({ iss: 'off', scopeStyle: 'scopes-comma' });
    const visitor = new TestVisitor(portal);
    await visitor.signIn(max, '/sign-in?for=create-linodes');
    expect((await visitor.get('/linodes/create')).text).toContain('Continue');
  });

  test('reads a refusal in Linode’s words like one in OAuth’s', async () => {
    await portal.sandbox.switches({ tokenErrors: 'linode' });
    const visitor = new TestVisitor(portal);
    const path = await wayBack(visitor);
    const answer = await visitor.get(path.replace(/code=[^&]*/, 'code=neverissued'));
    expect(answer.status).toBe(400);
    expect(answer.text).toContain('Linode did not sign you in');
  });

  test('shows nothing of what somebody wrote into it', async () => {
    const visitor = new TestVisitor(portal);
    const state = (await authorizationOf(visitor)).get('state');
    const script = encodeURIComponent('<script>alert(1)</script>');
    const answer = await visitor.get(
      `/oauth/callback?error=${script}&error_description=${script}&state=${state}`,
    );
    expect(answer.status).toBe(400);
    expect(answer.text).not.toContain('alert(1)');
    expect(portal.logLines.join('\n')).not.toContain('alert(1)');
  });
});

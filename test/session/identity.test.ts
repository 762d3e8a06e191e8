import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { sign } from 'cookie-signature';
import { portalSecrets, startPortal, type TestPortal } from '../support/portal.ts';
import { TestVisitor, type Answer } from '../support/visitor.ts';

const max = { username: 'max-member', password: 'harbour-demo-1' };
const signInPage = '/?returnTo=%2Flinodes';

let portal: TestPortal;

beforeAll(async () => {
  portal = await startPortal();
});
afterAll(async () => {
  await portal.stop();
});

async function signedIn(): Promise<TestVisitor> {
  const visitor = new TestVisitor(portal);
  await visitor.signIn(max);
  return visitor;
}

function cookieOf(visitor: TestVisitor): string {
  return visitor.cookies.get('session') ?? '';
}

/** With a Cookie header as it stands, which a browser's jar would tidy up. */
async function getWith(path: string, headers: Record<string, string>): Promise<Response> {
  return await fetch(portal.baseUrl + path, { headers, redirect: 'manual' });
}

function setsSession({ headers }: Answer): boolean {
  return headers.getSetCookie().some((line) => line.startsWith('session='));
}

describe('strangers', () => {
  test('leave nothing in Redis and get no session, a thousand of them', async () => {
    const before = await portal.redis.dbsize();
    const paths = [
      '/',
      '/linodes',
      '/nowhere',
      '/about-access',
      '/requests/aaaaaaaaaaaaaaaaaaaaaa',
    ];
    const cookies: string[] = [];
    for (let round = 0; round < 40; round += 1) {
      const answers = await Promise.all(
        Array.from({ length: 25 }, (_, index) => getWith(paths[index % paths.length] ?? '/', {})),
      );
      cookies.push(...answers.flatMap(({ headers }) => headers.getSetCookie()));
      await Promise.all(answers.map((answer) => answer.text()));
    }
    expect(cookies).toEqual([]);
    expect(await portal.redis.dbsize()).toBe(before);
  });
});

describe('the id of a session', () => {
  test('comes over https also where the proxy in front says nothing of it', async () => {
    const { sandbox, redisServer } = portal;
    const env = { BASE_URL: 'https://portal.harbour.example' };
    const behind = await startPortal({ sandbox, redisServer, env });
    try {
      await sandbox.registerRedirectUri(`${env.BASE_URL}/oauth/callback`);
      const visitor = new TestVisitor(behind);
      const { headers } = await visitor.signIn(max);
      const line = headers.getSetCookie().find((text) => text.startsWith('__Host-Http-session='));
      expect(line).toMatch(/; Secure/);
      expect((await visitor.get('/linodes')).status).toBe(200);
    } finally {
      await behind.stop();
    }
  });

  test('is new at sign-in, whatever was there before', async () => {
    const visitor = new TestVisitor(portal);
    const planted = `s:${sign('planted-by-somebody-else-0000000', portalSecrets.SESSION_SECRET)}`;
    visitor.cookies.set('session', encodeURIComponent(planted));
    await visitor.signIn(max);
    expect(cookieOf(visitor)).not.toContain('planted');
    expect((await visitor.get('/linodes')).status).toBe(200);
  });

  test('is new after another sign-in and after a step-up, and the one before is dead', async () => {
    const visitor = await signedIn();
    const seen = [cookieOf(visitor)];
    for (const start of ['/sign-in', '/sign-in?for=create-linodes']) {
      const old = new TestVisitor(portal);
      old.cookies.set('session', cookieOf(visitor));
      await visitor.signIn(max, start);
      expect(seen).not.toContain(cookieOf(visitor));
      seen.push(cookieOf(visitor));
      expect((await old.get('/linodes')).location).toBe(signInPage);
      expect((await visitor.get('/linodes')).status).toBe(200);
    }
  });

  test('is long, and like no other', async () => {
    const ids = [];
    for (let count = 0; count < 10; count += 1)
      ids.push(decodeURIComponent(cookieOf(await signedIn())).replace(/^s:([^.]*).*/, '$1'));
    expect(new Set(ids.map((id) => id.slice(0, 6))).size).toBe(10);
    expect(ids.filter((id) => !/^[\w-]{32,}$/.test(id))).toEqual([]);
  });

  test.each([
    ['made up', 'made-up'],
    [
      'made up in the right shape',
      's:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA.BBBBBBBBBBBBBBBBBBBBBBBBBBB',
    ],
    ['signed with our own secret', `s:${sign('A'.repeat(32), portalSecrets.SESSION_SECRET)}`],
    ['empty', ''],
    ['of another encoding', '%E0%A4%A'],
    ['a kilobyte long', 'x'.repeat(1024)],
  ])('that is %s is nobody’s, and is never given back', async (_, value) => {
    const visitor = new TestVisitor(portal);
    visitor.cookies.set('session', value.startsWith('%') ? value : encodeURIComponent(value));
    const answers = [
      await visitor.get('/linodes'),
      await visitor.get('/'),
      await visitor.get('/x'),
    ];
    expect(answers[0]?.location).toBe(signInPage);
    expect(answers.map(({ status }) => status)).toEqual([303, 200, 404]);
    expect(answers.filter(setsSession)).toEqual([]);
    if (value.length > 10) expect(answers.filter(({ text }) => text.includes(value))).toEqual([]);
  });

  test('is read from the cookie and from nowhere else', async () => {
    const cookie = cookieOf(await signedIn());
    const bare = decodeURIComponent(cookie);
    const tries = [
      await getWith(`/linodes?session=${cookie}`, {}),
      await getWith('/linodes', { Authorization: `Bearer ${bare}` }),
      await getWith('/linodes', { 'X-Session': bare, 'X-Session-Id': bare }),
    ];
    expect(tries.map(({ status }) => status)).toEqual([303, 303, 303]);
  });

  test('given twice, is one of the two or none, and never an error', async () => {
    const good = cookieOf(await signedIn());
    for (const cookie of [
      `session=bad; session=${good}`,
      `session=${good}; session=bad`,
      `session=; session=${good}`,
      `session=${good}; session=${good}`,
      `session="${good}`,
      `session; ;=; session=${good}`,
    ])
      expect([200, 303]).toContain((await getWith('/linodes', { cookie })).status);
  });

  test('of a browser is not the key of its record', async () => {
    const visitor = await signedIn();
    const [id = ''] = decodeURIComponent(cookieOf(visitor)).slice(2).split('.');
    expect(await portal.redis.keys(`*${id}*`)).toEqual([]);
  });
});

describe('the cookie', () => {
  test('is for this host alone, out of reach of scripts, and for no other site to send', async () => {
    const answer = await new TestVisitor(portal).signIn(max);
    const line = answer.headers.getSetCookie().find((text) => text.startsWith('session='));
    expect(line).toMatch(/; Path=\/;/);
    expect(line).toMatch(/; HttpOnly/);
    expect(line).toMatch(/; SameSite=Strict/);
    expect(line).not.toMatch(/Domain|Expires|Max-Age/i);
    expect((line ?? '').length).toBeLessThan(4096);
  });
});

test('whoever is signed in is known as such at an address that does not exist, too', async () => {
  const page = await (await signedIn()).get('/nowhere');
  expect(page.status).toBe(404);
  expect(page.text).toContain('Sign out');
  expect(page.text).toMatch(/<nav[^>]*aria-label="Main"/);
});

import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { sign } from 'cookie-signature';
import { fc } from '../support/fast-check.ts';
import { paths } from '../../server/paths.ts';
import { approve } from '../support/sandbox.ts';
import { portalSecrets, startPortal, type TestPortal } from '../support/portal.ts';
import { rawGet, type RawAnswer } from '../support/raw.ts';
import { TestVisitor } from '../support/visitor.ts';

const ada = { username: 'ada-admin', password: 'harbour-demo-1' };
const max = { username: 'max-member', password: 'harbour-demo-1' };

let portal: TestPortal;

beforeAll(async () => {
  portal = await startPortal({ env: { LINODE_SCOPES: '*' } });
});
afterAll(async () => {
  await portal.stop();
});

/** As a browser says that somebody followed another site's link. */
const followed = { 'Sec-Fetch-Site': 'cross-site', 'Sec-Fetch-Mode': 'navigate' };

/** What in an answer leads to another host than ours, read as a browser reads it. */
function waysOut({ text, headers }: RawAnswer): readonly string[] {
  const refreshes = [...text.matchAll(/content="0; url=([^"]*)"/g)];
  const links = [...text.matchAll(/(?:href|action)="([^"]*)"/g)];
  const targets = [...refreshes, ...links].map(([, target = '']) => target);
  return [...targets, headers.location ?? '/'].filter(
    (target) => new URL(target, portal.baseUrl).origin !== portal.baseUrl,
  );
}

describe('an address that a browser would read as another host’s', () => {
  test.each([
    '//evil.example/',
    '//evil.example/sign-in?returnTo=%2F',
    '///evil.example',
    '/\\evil.example/',
    '/\\/evil.example/',
    'http://evil.example/',
    'http://evil.example/linodes',
  ])('%s is nobody’s: nothing leads on to it', async (path) => {
    for (const headers of [{}, followed]) {
      const answer = await rawGet(portal.baseUrl, path, headers);
      expect(answer.status).toBe(404);
      expect(waysOut(answer)).toEqual([]);
    }
  });

  test('is not among what comes back to any payload that has led some portal astray', async () => {
    const all = payloads();
    expect(all.length).toBeGreaterThan(500);
    for (const payload of all) {
      const answer = await rawGet(portal.baseUrl, payload, followed);
      expect({ payload, out: waysOut(answer) }).toEqual({ payload, out: [] });
      expect([200, 404]).toContain(answer.status);
    }
  });
});

/** Those of the public lists that can stand in a request's first line. */
function payloads(): readonly string[] {
  return ['open-redirects-1.txt', 'open-redirects-2.txt'].flatMap((name) => {
    const text = readFileSync(new URL(`../data/${name}`, import.meta.url), 'utf8');
    return text.split('\n').filter((line) => /^\/[\x21-\x7e]*$/.test(line));
  });
}

describe('the way back from Linode, with a query that somebody made up', () => {
  beforeEach(async () => {
    await portal.sandbox.clearLog();
  });

  test('is a page that says so: nobody is signed in, Linode is asked nothing', async () => {
    const visitor = new TestVisitor(portal);
    const state = await stateOf(visitor);
    const Cookie = cookieOf(visitor);
    await fc.assert(
      fc.asyncProperty(callbackQuery(state), async (query) => {
        const answer = await rawGet(portal.baseUrl, `/oauth/callback?${query}`, { Cookie });
        expect(answer.status).toBe(400);
        expect(waysOut(answer)).toEqual([]);
        expect(answer.headers['set-cookie']?.join() ?? '').not.toContain('session=');
      }),
      { numRuns: 150 },
    );
    expect((await portal.sandbox.log()).filter(({ path }) => path === '/oauth/token')).toEqual([]);
    const back = new URL(await approve(await authorizationOf(visitor), max));
    expect((await visitor.get(back.pathname + back.search)).status).toBe(200);
  });
});

async function authorizationOf(visitor: TestVisitor): Promise<string> {
  return (await visitor.get('/sign-in')).location ?? '';
}

async function stateOf(visitor: TestVisitor): Promise<string> {
  return new URL(await authorizationOf(visitor)).searchParams.get('state') ?? '';
}

/** A good state in any way but the good one, beside parameters of any name, number and encoding. */
function callbackQuery(state: string) {
  const broken = fc.constantFrom(
    state.slice(0, -1),
    `${state}%00`,
    `${state}.`,
    state.split('.').toReversed().join('.'),
    state.toLowerCase(),
    `${state.slice(0, 23)}${'A'.repeat(32)}`,
  );
  const name = fc.constantFrom(
    'code',
    'error',
    'iss',
    '__proto__',
    'constructor',
    'code[]',
    '%',
    '',
  );
  const value = fc.oneof(
    fc.webPath(),
    fc.constantFrom('%ff%fe', '%', '%00', '%0d%0aSet-Cookie:%20session=1', 'x'.repeat(1500)),
    fc.stringMatching(/^[\x21-\x22\x24-\x7e]{0,40}$/),
  );
  const others = fc.array(fc.tuple(name, value), { maxLength: 6 }).map(toQuery);
  const once = broken.map((text) => `state=${text}`);
  const twice = fc.constantFrom(
    `state=${state}&state=${state}`,
    `state[]=${state}`,
    `State=${state}`,
  );
  return fc
    .tuple(others, fc.oneof(once, twice, fc.constant('')), others)
    .map((parts) => parts.filter(Boolean).join('&'));
}

function toQuery(pairs: readonly (readonly [string, string])[]): string {
  return pairs.map(([name, value]) => `${name}=${value.replaceAll('#', '')}`).join('&');
}

describe('a Cookie header', () => {
  test('of any kind makes nobody signed in, nothing fail, and sets no session', async () => {
    await fc.assert(
      fc.asyncProperty(cookieHeader(), async (Cookie) => {
        const answer = await rawGet(portal.baseUrl, '/linodes', { Cookie });
        expect(answer.status).toBe(303);
        expect(answer.headers.location).toBe('/?returnTo=%2Flinodes');
        expect(answer.headers['set-cookie']?.join() ?? '').not.toMatch(/(?:^|,)session=/);
      }),
      { numRuns: 200 },
    );
  });

  test('with an id of our own form and signature, which we never gave, is nobody’s', async () => {
    for (const sid of ['a'.repeat(32), '', '__proto__', '*', 'x'.repeat(3000), '../session:x']) {
      const signed = `s:${sign(sid, portalSecrets.SESSION_SECRET)}`;
      const Cookie = `session=${encodeURIComponent(signed)}`;
      const answer = await rawGet(portal.baseUrl, '/linodes', { Cookie });
      expect({ sid, status: answer.status }).toEqual({ sid, status: 303 });
    }
  });

  test('with the good session among others is either that session or nobody’s', async () => {
    const visitor = new TestVisitor(portal);
    await visitor.signIn(max);
    const good = `session=${visitor.cookies.get('session')}`;
    const others = cookieHeader().filter((text) => !/(?:^|;)\s*session=/.test(text));
    await fc.assert(
      fc.asyncProperty(others, others, async (before, after) => {
        const answer = await rawGet(portal.baseUrl, '/about-access', {
          Cookie: `${before}; ${good}; ${after}`,
        });
        expect(answer.status).toBe(200);
        expect(answer.text).toContain(max.username);
      }),
      { numRuns: 50 },
    );
    for (const Cookie of [`session=bad; ${good}`, `${good}; session=bad`]) {
      const answer = await rawGet(portal.baseUrl, '/linodes', { Cookie });
      expect([200, 303]).toContain(answer.status);
    }
  });
});

/** Garbage, doubles, many, long, beyond ASCII: whatever can travel in a header at all. */
function cookieHeader() {
  const value = fc.oneof(
    fc.stringMatching(/^[\x20-\x7e\x80-\xff]{0,60}$/),
    fc.constantFrom('s:', 's%3A', 's%3A.', '%', '%E0%A4%A', 'j:{"a":1}', '"', 'Infinity', '-1'),
    fc.nat(2000).map((length) => 'x'.repeat(length)),
  );
  const pair = fc.tuple(fc.constantFrom(...cookieNames), value).map((parts) => parts.join('='));
  const all = fc.array(fc.oneof(pair, value), { maxLength: 30 });
  return all.map((cookies) => cookies.join('; ').slice(0, 12_000));
}

const cookieNames = [
  'session',
  'attempt-',
  `attempt-${'a'.repeat(22)}`,
  'flash',
  'shown',
  'theme',
  '__Host-Http-session',
  '__proto__',
  'constructor',
  '',
  ' ',
];

describe('an id that nobody gave', () => {
  const oddIds =
    '0 -1 1e3 99999999999999999999 1%00 ..%2f..%2fprofile 1%2fdetach x%2f.. %2e%2e ..%5c __proto__ %3Cscript%3E %ff'
      .split(' ')
      .concat('a'.repeat(500));

  test('finds nothing, breaks nothing, and leads Linode nowhere else', async () => {
    const visitor = new TestVisitor(portal);
    await visitor.signIn(ada);
    await portal.sandbox.switches({ rateLimits: 'off' });
    await portal.sandbox.clearLog();
    for (const path of patternsWithIds().flatMap((pattern) => oddIds.map(filledInto(pattern)))) {
      const { status } = await rawGet(portal.baseUrl, path, { Cookie: cookieOf(visitor) });
      expect({ path, status: status < 500 ? 'sober' : status }).toEqual({ path, status: 'sober' });
    }
    for (const name of ['max-member%3Ahistory', 'a%20b', '%7Ba%7D'])
      expect((await visitor.get(`/audit/users/${name}`)).status).toBe(404);
    const asked = (await portal.sandbox.log()).map(({ path }) => path);
    expect(asked.filter((path) => /\.\.|\/\/|evil|%2e|detach/i.test(path))).toEqual([]);
  });
});

function patternsWithIds(): readonly string[] {
  return Object.values(paths)
    .map(({ pattern }): string => pattern)
    .filter((pattern) => pattern.includes(':') && pattern !== paths.assets.pattern);
}

/** The id stands in the last place that has one; the others hold what there is. */
function filledInto(pattern: string) {
  const ready = pattern
    .replace(':collection/', 'volumes/')
    .replace(':action', 'reboot')
    .replace(':id/:part', '1/:part');
  return (id: string) => ready.replace(/:\w+/, id);
}

function cookieOf(visitor: TestVisitor): string {
  return [...visitor.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
}

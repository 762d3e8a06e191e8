import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { fc } from '../support/fast-check.ts';
import { LoginRefused, LoginUnavailable } from '../../server/oauth/errors.ts';
import { createLogger } from '../../server/logger.ts';
import { createLinodeOAuth, type TokenSet } from '../../server/oauth/linode-oauth.ts';

import { plainManner, startForeignLogin, type ForeignLogin } from '../support/foreign-login.ts';
import { startPortalProcess, type PortalProcess } from '../support/portal-process.ts';
import { startRedis, type RedisServer } from '../support/redis-server.ts';
import { silentObserver } from '../support/silent-observer.ts';
import { json, serveStandIn, type Reply, type StandInServer } from '../support/stand-in-server.ts';
import { TestVisitor } from '../support/visitor.ts';

const person = { username: 'exampleUser', password: 'whatever' };

const plain = {
  access_token: 'a'.repeat(64),
  refresh_token: 'r'.repeat(40),
  token_type: 'bearer',
  expires_in: 7200,
  scope: 'linodes:read_only',
};

const redirect: Reply = { status: 302, headers: { Location: 'http://127.0.0.1:9/' } };

const deps = { observer: silentObserver, logger: createLogger('silent') };

describe('an answer of the login server', () => {
  let server: StandInServer;
  let reply: Reply;

  beforeAll(async () => {
    server = await serveStandIn(() => reply);
  });
  afterAll(async () => {
    await server.stop();
  });

  /** As the portal reads it: tokens, or one of its two words for none. */
  async function read(answer: Reply): Promise<TokenSet | 'refused' | 'unavailable'> {
    reply = answer;
    // A new one each time: after a few failures in a row it would not ask any more.
    const settings = { clientId: 'id', clientSecret: 'secret', loginUrl: server.url };
    const redirectUri = 'http://127.0.0.1:3000/oauth/callback';
    const oauth = createLinodeOAuth({ ...settings, redirectUri }, deps);
    const asked = { state: 'a-state', verifier: 'v'.repeat(43) };
    return await oauth.finish('?code=a-code&state=a-state', asked).catch(nameOf);
  }

  test('of any shape gives tokens that a request can carry, or none', async () => {
    await fc.assert(
      fc.asyncProperty(anyReply(), async (answer) => {
        const tokens = await read(answer);
        if (typeof tokens === 'string') return;
        expect(answer.status).toBe(200);
        expectUsable(tokens);
      }),
      { numRuns: 120 },
    );
  });

  test.each([
    ['of Linode’s own shape', {}, { refreshToken: 'r'.repeat(40), expiresInSeconds: 7200 }],
    ['without a refresh token', { refresh_token: null }, { refreshToken: null }],
    ['with a text for its life', { expires_in: '7200' }, { expiresInSeconds: 7200 }],
    ['that lives for no time', { expires_in: 0 }, { expiresInSeconds: null }],
    ['that lives for ages', { expires_in: 1e300 }, { expiresInSeconds: null }],
    ['with unknown scopes', { scope: 'moon:read_write *' }, { scopes: ['moon:read_write', '*'] }],
  ])('%s is taken', async (_, changed, expected) => {
    expect(await read(json(200, { ...plain, ...changed }))).toMatchObject(expected);
  });

  test.each([
    ['with no token', { access_token: undefined }],
    ['with an empty one', { access_token: '' }],
    ['with one that would split a header', { access_token: 'a\r\nX-Evil: 1' }],
    ['with one beyond ASCII', { access_token: 'tökén' }],
    ['with one that is a number', { access_token: 12_345 }],
    ['with one that is a list', { access_token: ['a'] }],
    ['with one without end', { access_token: 'a'.repeat(5000) }],
    ['with a refresh token that is an object', { refresh_token: { a: 1 } }],
    ['with a refresh token of two words', { refresh_token: 'a b' }],
    ['with a life that is none', { expires_in: 'soon' }],
    ['with a life before now', { expires_in: -1 }],
    ['with scopes without end', { scope: 'a '.repeat(3000) }],
    ['with scopes that are a number', { scope: 7 }],
    ['with a token of another type', { token_type: 'mac' }],
    ['of a megabyte', { more: 'x'.repeat(1_000_000) }],
  ])('%s gives none, and decides nothing', async (_, changed) => {
    expect(await read(json(200, { ...plain, ...changed }))).toBe('unavailable');
  });

  test.each([
    ['a refusal in OAuth’s words', json(400, { error: 'invalid_grant' }), 'refused'],
    ['a refusal in Linode’s words', json(400, { errors: [{ reason: 'No' }] }), 'refused'],
    ['perhaps about the portal itself', json(401, { errors: [{ reason: 'No' }] }), 'unavailable'],
    ['a page that stands between', html(403), 'unavailable'],
    ['a page for an answer', html(200), 'unavailable'],
    ['a list for an answer', json(200, []), 'unavailable'],
    ['null for an answer', json(200, null), 'unavailable'],
    ['nothing for an answer', { status: 200 }, 'unavailable'],
    ['brackets without end', { ...json(200, null), body: '['.repeat(60_000) }, 'unavailable'],
    ['the way to another server', redirect, 'unavailable'],
  ])('that is %s is read as one', async (_, answer, word) => {
    expect(await read(answer)).toBe(word);
  });
});

function html(status: number): Reply {
  return { status, headers: { 'Content-Type': 'text/html' }, body: '<h1>Access denied</h1>' };
}

function nameOf(error: unknown): 'refused' | 'unavailable' {
  if (error instanceof LoginRefused) return 'refused';
  if (error instanceof LoginUnavailable) return 'unavailable';
  throw error;
}

function expectUsable({ accessToken, refreshToken, expiresInSeconds, scopes }: TokenSet): void {
  for (const token of [accessToken, refreshToken ?? 'none'])
    expect(token).toMatch(/^[\x21-\x7e]{1,4096}$/);
  expect(expiresInSeconds ?? 1).toBeGreaterThan(0);
  expect(Number.isFinite(expiresInSeconds ?? 1)).toBe(true);
  expect((scopes ?? []).every((scope) => typeof scope === 'string')).toBe(true);
}

function anyReply(): fc.Arbitrary<Reply> {
  const value = fc.oneof(
    fc.jsonValue(),
    fc.string({ unit: 'binary' }),
    fc.constant('a'.repeat(64)),
  );
  const names = [...Object.keys(plain), 'scopes', 'error', 'errors', '__proto__', 'id_token'];
  const changed = fc.dictionary(fc.constantFrom(...names), value, { maxKeys: 3 });
  const body = fc.oneof(
    changed.map((members) => JSON.stringify({ ...plain, ...members })),
    changed.map((members) => JSON.stringify(members)),
    fc.json(),
    fc.string({ unit: 'binary' }),
    fc.nat(150).map((length) => JSON.stringify(plain).slice(0, length)),
  );
  const type = fc.constantFrom('application/json', 'text/html', 'application/jwt', 'x');
  const status = fc.constantFrom(200, 200, 200, 400, 401, 403, 404, 418, 429, 500, 503);
  return fc
    .tuple(status, type, body)
    .map(([code, kind, text]) => ({ status: code, headers: { 'Content-Type': kind }, body: text }));
}

describe('somebody who signs in', () => {
  let login: ForeignLogin;
  let api: StandInServer;
  let redisServer: RedisServer;
  let portal: PortalProcess;
  let profile: Reply;

  const good = json(200, { username: person.username, uid: 1, email: 'a@b.example' });

  beforeAll(async () => {
    login = await startForeignLogin();
    api = await serveStandIn(({ path }) =>
      path.endsWith('/profile') ? profile : json(200, { data: [], page: 1, pages: 1, results: 0 }),
    );
    redisServer = await startRedis();
    portal = await startPortalProcess({
      REDIS_URL: redisServer.url,
      LINODE_CLIENT_ID: login.clientId,
      LINODE_CLIENT_SECRET: login.clientSecret,
      LINODE_LOGIN_URL: login.url,
      LINODE_API_URL: `${api.url}/v4`,
      ALLOWED_USERS: `${person.username},karl`,
    });
  });
  afterAll(async () => {
    await portal.stop();
    await Promise.all([redisServer.stop(), api.stop(), login.stop()]);
  });
  beforeEach(async () => {
    Object.assign(login.manner, plainManner);
    profile = good;
    await redisServer.client.flushall();
  });

  async function expectNobody(): Promise<void> {
    const visitor = new TestVisitor(portal);
    const answer = await visitor.signIn(person);
    expect([400, 403, 502, 503]).toContain(answer.status);
    expect(answer.text).toContain('Quayside</title>');
    expect(visitor.cookies.has('session')).toBe(false);
    const left = await redisServer.client.keys('*');
    expect(left.filter((key) => /^(?:session|vault|sessions|uid)\b/.test(key))).toEqual([]);
  }

  test('is not let in by a token answer that is none', async () => {
    const { access_token: _, ...without } = plain;
    for (const answer of [json(200, without), html(200), json(200, null), html(403)]) {
      login.manner.answer = answer;
      await expectNobody();
    }
  });

  test('is not let in as nobody, or as what is not a name', async () => {
    const names = [
      null,
      7,
      '',
      'a b',
      'a:b',
      '{a}',
      '\u212Aarl',
      [person.username],
      'x'.repeat(65),
    ];
    const uids = [null, '1', 1.5, {}];
    for (const username of names) {
      profile = json(200, { username, uid: 1, email: 'a@b.example' });
      await expectNobody();
    }
    for (const uid of uids) {
      profile = json(200, { username: person.username, uid, email: 'a@b.example' });
      await expectNobody();
    }
  });

  test('stays signed in when a refresh brings garbage, and goes on when it brings tokens', async () => {
    Object.assign(login.manner, { refreshToken: 'rotating', expiresIn: 1 });
    const visitor = new TestVisitor(portal);
    await visitor.signIn(person);
    await new Promise((resolve) => {
      setTimeout(resolve, 1100);
    });
    for (const answer of [html(200), json(200, { ...plain, access_token: 'a b' }), html(403)]) {
      login.manner.answer = answer;
      expect((await visitor.get('/linodes')).status).toBe(502);
    }
    Object.assign(login.manner, { answer: undefined, expiresIn: 7200 });
    expect((await visitor.get('/linodes')).status).toBe(200);
  });
});

import { createHash } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { withRequest } from '../../server/current-request.ts';
import { createLogger } from '../../server/logger.ts';
import { ClientRefused, LoginRefused, LoginUnavailable } from '../../server/oauth/errors.ts';
import { createLinodeOAuth, type LinodeOAuth } from '../../server/oauth/linode-oauth.ts';
import { silentObserver } from '../support/silent-observer.ts';
import {
  json,
  serveStandIn,
  type Received,
  type Reply,
  type StandInServer,
} from '../support/stand-in-server.ts';

/* Linode's OAuth alone, against a login server that says whatever the test wants. */

let server: StandInServer;
let oauth: LinodeOAuth;
let received: Received[];
let logLines: string[];
let answers: { token: Reply | null; revoke: Reply | null };

const asked = { state: 'a-state', verifier: 'v'.repeat(43) };
const back = '?code=a-code&state=a-state';
const redirectUri = 'http://127.0.0.1:3000/oauth/callback';
const plain = { access_token: 'an-access-token', token_type: 'bearer' };
const tokens = json(200, { ...plain, refresh_token: 'a-refresh-token', expires_in: 7200 });

beforeAll(async () => {
  server = await serveStandIn((request) => {
    received.push(request);
    return request.path === '/oauth/revoke' ? answers.revoke : answers.token;
  });
});
afterAll(async () => {
  await server.stop();
});

beforeEach(() => {
  received = [];
  logLines = [];
  answers = { token: tokens, revoke: { status: 200 } };
  // A new one each time: after a few failures in a row it would not ask any more.
  const settings = { clientId: 'an-id', clientSecret: 'a-secret', loginUrl: server.url };
  const logger = createLogger('info', { write: (line) => logLines.push(line) });
  oauth = createLinodeOAuth({ ...settings, redirectUri }, { observer: silentObserver, logger });
});

/** What an error says of itself; what it was made of must not matter to anybody. */
async function outcome(work: Promise<unknown>): Promise<unknown> {
  return await work.then(
    (value) => value,
    (error: unknown) => {
      if (error instanceof LoginUnavailable) return describeAbsence(error);
      if (error instanceof LoginRefused) return { name: error.name, code: error.code };
      throw error;
    },
  );
}

function describeAbsence({ name, code, retryAfterSeconds }: LoginUnavailable) {
  return { name, code, ...(retryAfterSeconds !== null && { retryAfterSeconds }) };
}

const refused = (code: string) => ({ name: 'LoginRefused', code });
const unavailable = (code: string) => ({ name: 'LoginUnavailable', code });
const clientRefused = (code: string) => ({ name: 'ClientRefused', code });

const form = () => Object.fromEntries(new URLSearchParams(received.at(-1)?.text));
const isAboutTheClient = (line: string) => line.includes('LINODE_CLIENT_ID');

test('the way to Linode carries the challenge of a verifier that is new each time', async () => {
  const first = await oauth.begin('a-state', ['linodes:read_only', 'account:read_only']);
  const second = await oauth.begin('a-state', []);
  expect(first.verifier).not.toBe(second.verifier);
  const { origin, pathname, searchParams } = new URL(first.url);
  expect(origin + pathname).toBe(`${server.url}/oauth/authorize`);
  expect(Object.fromEntries(searchParams)).toEqual({
    client_id: 'an-id',
    response_type: 'code',
    redirect_uri: redirectUri,
    scope: 'linodes:read_only account:read_only',
    state: 'a-state',
    code_challenge: createHash('sha256').update(first.verifier).digest('base64url'),
    code_challenge_method: 'S256',
  });
  expect(received).toEqual([]);
});

describe('the exchange of a code', () => {
  test('sends what proves the client and the attempt in the body, under the id of its request', async () => {
    await new Promise<void>((resolve, reject) => {
      withRequest({ requestId: 'this-request', address: '' }, () => {
        oauth.finish(back, asked).then(() => resolve(), reject);
      });
    });
    expect(received).toMatchObject([
      { method: 'POST', path: '/oauth/token', headers: { 'x-request-id': 'this-request' } },
    ]);
    expect(received[0]?.headers['content-type']).toContain('application/x-www-form-urlencoded');
    expect(form()).toEqual({
      grant_type: 'authorization_code',
      code: 'a-code',
      redirect_uri: redirectUri,
      code_verifier: asked.verifier,
      client_id: 'an-id',
      client_secret: 'a-secret',
    });
  });

  test.each([
    ['an attempt without a state', back, { ...asked, state: '' }, 'invalid_attempt'],
    ['an attempt without a verifier', back, { ...asked, verifier: '' }, 'invalid_attempt'],
    ['another state', '?code=a-code&state=b-state', asked, 'invalid_callback'],
    ['no state', '?code=a-code', asked, 'invalid_callback'],
    ['no code', '?state=a-state', asked, 'invalid_callback'],
    ['a refusal', '?error=access_denied&state=a-state', asked, 'access_denied'],
    ['a refusal in somebody’s words', '?error=%3Cb%3E&state=a-state', asked, 'unknown_error'],
  ])('asks nobody for %s', async (...[, search, attempt, code]) => {
    expect(await outcome(oauth.finish(search, attempt))).toEqual(refused(code));
    expect(received).toEqual([]);
  });
});

describe('tokens', () => {
  const tenYears = 10 * 365 * 24 * 3600;

  test.each([
    ['all of it', { refresh_token: 'r', expires_in: 60, scope: 'a b' }, ['r', 60, ['a', 'b']]],
    ['nothing but the token', {}, [null, null, null]],
    [
      'null for what is not there',
      { refresh_token: null, expires_in: null, scope: null, scopes: null, more: null },
      [null, null, null],
    ],
    ['the longest token', { refresh_token: 'r'.repeat(4096) }, ['r'.repeat(4096), null, null]],
    ['no time', { expires_in: 0 }, [null, null, null]],
    ['one second', { expires_in: 1 }, [null, 1, null]],
    ['ten years', { expires_in: tenYears }, [null, tenYears, null]],
    ['longer than ten years', { expires_in: tenYears + 1 }, [null, null, null]],
    ['no scopes', { scope: '' }, [null, null, []]],
    ['commas', { scope: 'a,b' }, [null, null, ['a', 'b']]],
    ['commas and spaces', { scope: ' a, b ' }, [null, null, ['a', 'b']]],
    ['a list, under Linode’s name', { scopes: ['a', 'b'] }, [null, null, ['a', 'b']]],
    ['a text, under Linode’s name', { scopes: 'a b' }, [null, null, ['a', 'b']]],
    ['many scopes', { scope: 'a'.repeat(4000) }, [null, null, ['a'.repeat(4000)]]],
  ])('that state %s are read', async (_, stated, [refreshToken, expiresInSeconds, scopes]) => {
    answers.token = json(200, { ...plain, ...stated });
    expect(await oauth.finish(back, asked)).toEqual({
      accessToken: 'an-access-token',
      refreshToken,
      expiresInSeconds,
      scopes,
    });
  });

  test.each([
    ['an access token with a space', { access_token: 'a b' }, 'unusable_access_token'],
    ['one that ends in a new line', { access_token: 'a\n' }, 'unusable_access_token'],
    ['one that begins with a space', { access_token: ' a' }, 'unusable_access_token'],
    ['one that is too long', { access_token: 'a'.repeat(4097) }, 'unusable_access_token'],
    ['such a refresh token', { refresh_token: 'a b' }, 'unusable_refresh_token'],
    ['too many scopes', { scope: 'a'.repeat(4001) }, 'unusable_scope'],
  ])('are none with %s', async (_, stated, code) => {
    answers.token = json(200, { ...plain, ...stated });
    expect(await outcome(oauth.finish(back, asked))).toEqual(unavailable(code));
  });

  test('are read in an answer of 64 KB, and not in a longer one', async () => {
    const padded = (bytes: number) => `${tokens.body}${' '.repeat(bytes - 1024)}`;
    answers.token = { ...tokens, body: padded(64 * 1024).slice(0, 64 * 1024) };
    expect(await outcome(oauth.finish(back, asked))).toMatchObject({
      refreshToken: 'a-refresh-token',
    });
    answers.token = { ...tokens, body: padded(66 * 1024) };
    expect(await outcome(oauth.finish(back, asked))).toMatchObject({ name: 'LoginUnavailable' });
  });
});

describe('an answer that has no tokens', () => {
  const older = { errors: [{ reason: 'No' }] };
  const html = { headers: { 'Content-Type': 'text/html' }, body: '<h1>No</h1>' };
  const wait = { 'Content-Type': 'application/json', 'Retry-After': '7' };
  const maintenance = { ...wait, 'X-Maintenance-Mode': 'all' };

  test.each<[string, Reply, object]>([
    ['an OAuth refusal', json(400, { error: 'invalid_grant' }), refused('invalid_grant')],
    ['a code that nobody knows', json(400, { error: 'so there' }), refused('unknown_error')],
    [
      'a client nobody knows',
      json(401, { error: 'invalid_client' }),
      clientRefused('invalid_client'),
    ],
    [
      'a client that may not',
      json(400, { error: 'unauthorized_client' }),
      clientRefused('unauthorized_client'),
    ],
    ['an error of the server', json(500, { error: 'server_error' }), unavailable('status_500')],
    ['its time-out', json(408, { error: 'server_error' }), unavailable('server_error')],
    [
      'one that asks to wait',
      { ...json(429, { error: 'temporarily_unavailable' }), headers: wait },
      { ...unavailable('temporarily_unavailable'), retryAfterSeconds: 7 },
    ],
    ['Linode’s refusal', json(400, older), refused('status_400')],
    ['Linode’s 401', json(401, older), clientRefused('status_401')],
    ['Linode’s 403', json(403, older), clientRefused('status_403')],
    ['Linode’s 404', json(404, older), unavailable('status_404')],
    ['Linode’s 500', json(500, older), unavailable('status_500')],
    [
      'Linode’s maintenance',
      { ...json(503, older), headers: maintenance },
      { ...unavailable('maintenance'), retryAfterSeconds: 7 },
    ],
    [
      'Linode’s 503',
      { ...json(503, older), headers: wait },
      { ...unavailable('status_503'), retryAfterSeconds: 7 },
    ],
    [
      'maintenance of something else',
      { ...json(500, older), headers: maintenance },
      unavailable('status_500'),
    ],
    ['a page for a 400', { status: 400, ...html }, unavailable('status_502')],
    ['a page for a 401', { status: 401, ...html }, unavailable('status_502')],
    ['a page for a 403', { status: 403, ...html }, unavailable('status_502')],
    ['a list for a refusal', json(400, []), unavailable('status_502')],
    ['null for a refusal', json(400, null), unavailable('status_502')],
    ['a text for a refusal', json(400, 'invalid_grant'), unavailable('status_502')],
    ['a page for tokens', { status: 200, ...html }, { name: 'LoginUnavailable' }],
    ['null for tokens', json(200, null), { name: 'LoginUnavailable' }],
    ['no token', json(200, { token_type: 'bearer' }), { name: 'LoginUnavailable' }],
    [
      'a number for a token',
      json(200, { ...plain, access_token: 5 }),
      { name: 'LoginUnavailable' },
    ],
  ])('%s', async (_, answer, expected) => {
    answers.token = answer;
    expect(await outcome(oauth.finish(back, asked))).toMatchObject(expected);
    expect(logLines.some(isAboutTheClient)).toBe(
      'name' in expected && expected.name === 'ClientRefused',
    );
    expect(logLines.join('')).not.toMatch(/a-secret|a-code|vvv/);
  });

  test('of a server that is not there decides nothing', async () => {
    const settings = {
      clientId: 'an-id',
      clientSecret: 'a-secret',
      loginUrl: 'http://127.0.0.1:9',
    };
    const logger = createLogger('silent');
    const nobody = createLinodeOAuth(
      { ...settings, redirectUri },
      { observer: silentObserver, logger },
    );
    expect(await outcome(nobody.finish(back, asked))).toEqual(unavailable('network'));
  });

  test('eight times in a row is not asked for again, until it is time', async () => {
    answers.token = json(500, older);
    for (let time = 1; time <= 8; time += 1) await outcome(oauth.finish(back, asked));
    expect(await outcome(oauth.finish(back, asked))).toMatchObject({
      code: 'not_asked_broken',
      retryAfterSeconds: expect.any(Number),
    });
    expect(received).toHaveLength(8);
  });
});

describe('a refresh', () => {
  const older = json(401, { errors: [{ reason: 'Invalid token' }] });

  test('sends the refresh token once, and brings new ones', async () => {
    expect(await oauth.refresh('the-old-one')).toMatchObject({ refreshToken: 'a-refresh-token' });
    expect(received).toHaveLength(1);
    expect(form()).toMatchObject({ grant_type: 'refresh_token', refresh_token: 'the-old-one' });
  });

  test('that is refused without a code is refused for good once the client is known', async () => {
    answers.token = older;
    expect(await outcome(oauth.refresh('the-old-one'))).toEqual(refused('status_401'));
    expect(received.map(({ path }) => path)).toEqual(['/oauth/token', '/oauth/revoke']);
    expect(form()).not.toMatchObject({ token: 'the-old-one' });
    expect(logLines).toEqual([]);
  });

  test('is refused so, too, where the server says that what it was asked is no token', async () => {
    answers = { token: older, revoke: json(400, { error: 'unsupported_token_type' }) };
    expect(await outcome(oauth.refresh('the-old-one'))).toEqual(refused('status_401'));
  });

  test.each([
    ['refuses the client', json(401, { error: 'invalid_client' })],
    ['refuses without a code', older],
    ['fails', json(500, {})],
  ])('decides nothing where the server then %s', async (_, revoke) => {
    answers = { token: older, revoke };
    expect(await outcome(oauth.refresh('the-old-one'))).toEqual(clientRefused('status_401'));
    expect(logLines.some(isAboutTheClient)).toBe(true);
  });

  test('that names a code needs no second question', async () => {
    answers.token = json(401, { error: 'invalid_client' });
    await expect(oauth.refresh('the-old-one')).rejects.toBeInstanceOf(ClientRefused);
    answers.token = json(400, { error: 'invalid_grant' });
    expect(await outcome(oauth.refresh('the-old-one'))).toEqual(refused('invalid_grant'));
    expect(received).toHaveLength(2);
  });
});

describe('a revocation', () => {
  test.each([
    ['200 with a body', json(200, {})],
    ['200 with a page', { status: 200, body: '<p>' }],
    ['204', { status: 204 }],
  ])('is done by %s', async (_, answer) => {
    answers.revoke = answer;
    await oauth.revoke('a-token');
    expect(form()).toMatchObject({ token: 'a-token', client_id: 'an-id' });
  });

  test.each<[string, Reply, object]>([
    ['400', json(400, { error: 'unsupported_token_type' }), refused('unsupported_token_type')],
    ['401', json(401, { error: 'invalid_client' }), clientRefused('invalid_client')],
    ['202', json(202, {}), { name: 'LoginUnavailable' }],
    ['503', json(503, { errors: [] }), { name: 'LoginUnavailable' }],
  ])('is not done by %s', async (_, answer, expected) => {
    answers.revoke = answer;
    expect(await outcome(oauth.revoke('a-token'))).toMatchObject(expected);
  });

  test('that fails keeps nobody from signing in, however often it does', async () => {
    answers.revoke = json(500, {});
    for (let time = 1; time <= 20; time += 1) await outcome(oauth.revoke('a-token'));
    expect(received).toHaveLength(20);
    expect(await oauth.finish(back, asked)).toMatchObject({ accessToken: 'an-access-token' });
  });
});

test('a login server that people reach by https is not spoken to in the clear', async () => {
  const settings = {
    clientId: 'an-id',
    clientSecret: 'a-secret',
    loginUrl: 'https://login.example',
  };
  const logger = createLogger('silent');
  const secure = createLinodeOAuth(
    { ...settings, redirectUri },
    { observer: silentObserver, logger },
  );
  const { url } = await secure.begin('a-state', []);
  expect(url).toMatch(/^https:\/\/login\.example\/oauth\/authorize\?/);
});

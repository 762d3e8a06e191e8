import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { plainManner, startForeignLogin, type ForeignLogin } from '../support/foreign-login.ts';
import { plainMood, startOpenApiMock, type OpenApiMock } from '../support/openapi-api.ts';
import { startPortalProcess, type PortalProcess } from '../support/portal-process.ts';
import { startRedis, type RedisServer } from '../support/redis-server.ts';
import { json } from '../support/stand-in-server.ts';
import { TestVisitor, type Answer } from '../support/visitor.ts';

/*
 * Neither stand-in shares a line or an author's habit with the sandbox; the portal is told of them by
 * its environment alone. The person and the one Linode are the examples of Linode's API document.
 */
const person = { username: 'exampleUser', password: 'whatever' };
const accountId = 'E1AF5EEC-526F-487D-B317EBEB34C87D71';

let login: ForeignLogin;
let api: OpenApiMock;
let redisServer: RedisServer;
let portal: PortalProcess;

beforeAll(async () => {
  login = await startForeignLogin();
  api = await startOpenApiMock(login.isLive);
  redisServer = await startRedis();
  portal = await startPortalProcess({
    REDIS_URL: redisServer.url,
    LINODE_CLIENT_ID: login.clientId,
    LINODE_CLIENT_SECRET: login.clientSecret,
    LINODE_LOGIN_URL: login.url,
    LINODE_API_URL: api.url,
    ALLOWED_USERS: person.username,
    ALLOWED_ACCOUNTS: accountId,
  });
});
afterAll(async () => {
  await portal.stop();
  await Promise.all([redisServer.stop(), api.stop(), login.stop()]);
});
beforeEach(() => {
  Object.assign(login.manner, plainManner);
  Object.assign(api.mood, plainMood);
});

async function signedIn(): Promise<TestVisitor> {
  const visitor = new TestVisitor(portal);
  await visitor.signIn(person);
  return visitor;
}

/** Their access token has run out, and there is one to refresh it with. */
async function signedInLongAgo(): Promise<TestVisitor> {
  Object.assign(login.manner, { refreshToken: 'rotating', expiresIn: 1 });
  const visitor = await signedIn();
  await new Promise((resolve) => {
    setTimeout(resolve, 1100);
  });
  return visitor;
}

async function creator(): Promise<TestVisitor> {
  const visitor = await signedIn();
  await visitor.signIn(person, '/sign-in?for=create-linodes&returnTo=%2Flinodes%2Fcreate');
  return visitor;
}

async function atCheckPage(visitor: TestVisitor, label: string): Promise<Answer> {
  const sent = await visitor.submit('/linodes/create', '/linodes/create', {
    region: 'us-east',
    type: 'g6-standard-2',
    image: 'linode/debian11',
    label,
    step: 'check',
  });
  expect(sent.location).toMatch(/^\/linodes\/create\/check\?request=/);
  return await visitor.get(sent.location ?? '');
}

function createCalls(): readonly unknown[] {
  return api.calls
    .filter(({ method, path }) => method === 'POST' && path === '/linode/instances')
    .map(({ body }) => body);
}

describe('with stand-ins that it has never met, the portal', () => {
  test('signs a person in and lists their one Linode', async () => {
    const list = await (await signedIn()).get('/linodes');
    expect(list.status).toBe(200);
    expect(list.text).toContain('linode123');
  });

  test('reads the scopes out of the token answer when no header states them', async () => {
    const visitor = await signedIn();
    expect((await visitor.get('/linodes/create')).text).toContain('Allow creating Linodes');
    await visitor.signIn(person, '/sign-in?for=create-linodes');
    expect((await visitor.get('/linodes/create')).text).toContain('Continue');
  });

  test('creates a Linode with one call, and watches it run under the name that it got', async () => {
    const before = createCalls().length;
    const visitor = await creator();
    const page = await atCheckPage(visitor, 'asked-for-this');
    expect(page.text).toContain('$24.00 a month');
    const done = await visitor.submit(page, '/linodes/create/check', {
      root_password: 'A-Very-long.Passphrase-42',
    });
    expect(done.location).toMatch(/^\/requests\//);
    const progress = await visitor.get(done.location ?? '');
    expect(progress.text).toContain('Accepted as #123');
    expect(progress.text).toContain('Running');
    expect(createCalls().slice(before)).toEqual([
      {
        region: 'us-east',
        type: 'g6-standard-2',
        image: 'linode/debian11',
        label: 'asked-for-this',
        root_pass: 'A-Very-long.Passphrase-42',
      },
    ]);
  });

  test('opens the page of a Linode, and powers it on and off', async () => {
    const visitor = await creator();
    expect((await visitor.get('/linodes/123')).text).toContain('linode123');
    const done = await visitor.submit('/linodes/123/reboot', '/linodes/123/reboot');
    expect(done.location).toBe('/linodes/123');
  });

  test('gives the tokens back on the way out, also when that is answered with 204', async () => {
    const visitor = await signedIn();
    const held = login.liveTokens().slice(-2);
    await visitor.submit('/', '/sign-out');
    expect(held.filter(login.isLive)).toEqual([]);
  });

  test('asks Linode for nothing that its API document does not have', () => {
    expect(api.calls.length).toBeGreaterThan(10);
    expect(api.violations).toEqual([]);
  });
});

describe('a token answer that', () => {
  test.each([
    ['states its life as text', { expiresIn: '7200' }],
    ['states no life at all', { expiresIn: undefined }],
    ['has null for its life', { expiresIn: null }],
    ['has null for its scopes', { scopes: 'null' }],
    ['has a refresh token after all', { refreshToken: 'rotating' }],
  ] as const)('%s signs in as well', async (_, manner) => {
    Object.assign(login.manner, manner);
    const list = await (await signedIn()).get('/linodes');
    expect(list.status).toBe(200);
    expect(list.text).toContain('linode123');
  });

  test('says nothing of scopes lets the person do what was asked for', async () => {
    login.manner.scopes = 'null';
    const visitor = await creator();
    expect((await visitor.get('/linodes/create')).text).toContain('Continue');
  });

  test('cannot be refreshed carries the session no longer than it lives itself', async () => {
    login.manner.expiresIn = 1;
    const visitor = await signedIn();
    await new Promise((resolve) => {
      setTimeout(resolve, 1100);
    });
    expect((await visitor.get('/linodes')).location).toBe('/?returnTo=%2Flinodes');
  });
});

describe('giving tokens back', () => {
  test('is done where Linode knows the second one no more, and refuses to end it', async () => {
    Object.assign(login.manner, { refreshToken: 'rotating', revoke: 'refuses-unknown' });
    const visitor = await signedIn();
    const held = login.liveTokens().slice(-2);
    const { location } = await visitor.submit('/', '/sign-out');
    expect((await visitor.get(location ?? '')).text).toContain('Linode has ended the access');
    expect(held.filter(login.isLive)).toEqual([]);
  });
});

describe('a 401 without a code, for a refresh,', () => {
  test('ends nobody’s session when it is the portal that is refused, and is logged loudly', async () => {
    const visitor = await signedInLongAgo();
    login.manner.client = 'unknown';
    const answer = await visitor.get('/linodes');
    expect(answer.status).toBe(502);
    expect(answer.text).toContain('did not renew your access');
    const loud = portal.logLines.filter((line) => line.includes('"level":"error"'));
    expect(loud.join('\n')).toContain('LINODE_CLIENT_SECRET');
    login.manner.client = 'known';
    expect((await visitor.get('/linodes')).status).toBe(200);
  });

  test('ends the session when the portal is known, for then its token is dead', async () => {
    const visitor = await signedInLongAgo();
    login.manner.answer = json(401, { errors: [{ reason: 'Unauthorized' }] });
    expect((await visitor.get('/linodes')).location).toBe('/?returnTo=%2Flinodes');
  });
});

describe('a token endpoint that', () => {
  test.each([
    ['answers with a page', 'html', 502],
    ['fails', '500', 502],
    ['never answers', 'hangs', 502],
    ['answers with a redirect', 'redirects', 502],
    ['refuses in Linode’s own words', 'refused', 400],
  ] as const)('%s is told as such, and nobody is signed in', async (_, token, status) => {
    login.manner.token = token;
    const visitor = new TestVisitor(portal);
    const answer = await visitor.signIn(person);
    expect(answer.status).toBe(status);
    expect(answer.text).toContain('Linode did not sign you in');
    expect(answer.text).toContain('Try again');
    expect(visitor.cookies.has('session')).toBe(false);
    expect((await visitor.get('/linodes')).location).toBe('/?returnTo=%2Flinodes');
  });
});

describe('when Linode calls every token invalid', () => {
  test('the session ends with a clear page and without going round in circles', async () => {
    const visitor = await signedIn();
    api.mood.tokens = 'everybody-out';
    const first = await visitor.get('/linodes');
    expect(first.status).toBe(303);
    expect(first.location).toBe('/?returnTo=%2Flinodes');
    const page = await visitor.get(first.location ?? '');
    expect(page.status).toBe(200);
    expect(page.text).toContain('Sign in with Linode');
    expect(page.text).toContain('session');
  });

  test('signing in says so, and gives back the token that was of no use', async () => {
    api.mood.tokens = 'everybody-out';
    const before = login.liveTokens();
    const visitor = new TestVisitor(portal);
    const answer = await visitor.signIn(person);
    expect(answer.status).toBe(502);
    expect(answer.text).toContain('Linode did not sign you in');
    expect(visitor.cookies.has('session')).toBe(false);
    expect(login.liveTokens()).toEqual(before);
  });

  test('nobody else’s session ends with it', async () => {
    const [unlucky, other] = [await signedIn(), await signedIn()];
    api.mood.tokens = 'everybody-out';
    await unlucky.get('/linodes');
    api.mood.tokens = 'as-issued';
    expect((await unlucky.get('/linodes')).status).toBe(303);
    expect((await other.get('/linodes')).status).toBe(200);
  });
});

test('nothing of the tokens, the code or the client’s secret is in the portal’s log', () => {
  const sent = login.requests.flatMap(({ fields }) =>
    ['code', 'code_verifier', 'client_secret', 'token', 'refresh_token'].map(
      (name) => fields[name],
    ),
  );
  const secrets = [...new Set(sent.filter((value) => value !== undefined))];
  const log = portal.logLines.join('\n');
  expect(secrets.length).toBeGreaterThan(10);
  expect(log).toContain('signin.succeeded');
  expect(secrets.filter((secret) => log.includes(secret))).toEqual([]);
});

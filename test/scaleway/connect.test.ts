import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import {
  ada,
  connect,
  CONNECT,
  connected,
  DISCONNECT,
  keys,
  LIST,
  listJson,
  max,
  namesOn,
  signedIn,
  startPortal,
  TestVisitor,
  type TestPortal,
} from './support.ts';

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

/** Everything in Redis, in the clear, as somebody with a copy of it would read it. */
async function everythingInRedis(): Promise<string> {
  const { client } = portal.redisServer;
  const names = await client.keys('*');
  const values = names.map(async (name) => {
    const type = await client.type(name);
    if (type === 'hash') return JSON.stringify(await client.hgetall(name));
    if (type === 'string') return await client.get(name);
    if (type === 'zset') return (await client.zrange(name, 0, -1)).join();
    return type === 'stream' ? JSON.stringify(await client.xrange(name, '-', '+')) : '';
  });
  return [...names, ...(await Promise.all(values))].join('\n');
}

async function sealedKeys(): Promise<number> {
  const names = await portal.redisServer.client.keys('vault:*');
  const all = await Promise.all(
    names.map(async (name) => await portal.redisServer.client.hget(name, 'scaleway')),
  );
  return all.filter((value) => value !== null).length;
}

async function scalewayCalls() {
  return (await portal.sandbox.log()).filter(({ host }) => host === 'scaleway');
}

describe('connecting', () => {
  test('begins with an explanation and a form, and asks Scaleway nothing', async () => {
    const visitor = await signedIn(portal);
    const page = await visitor.get(LIST);
    expect(page.status).toBe(200);
    expect(page.text).toContain('Scaleway secret key');
    expect(page.text).toMatch(/type="password"\s+id="secret_key"/);
    expect(await scalewayCalls()).toEqual([]);
  });

  test('leads to the list, and says so', async () => {
    const visitor = await signedIn(portal);
    const answer = await connect(visitor, ` ${keys.harbour} `);
    expect(answer.status).toBe(303);
    expect(answer.location).toBe(LIST);
    const list = await visitor.get(LIST);
    expect(list.text).toContain('Your Scaleway key is connected');
    expect(list.text).toContain('connected since <time');
    expect((await visitor.get(CONNECT)).location).toBe(LIST);
  });

  test.each([
    ['', 'Enter the secret key'],
    ['not-a-uuid-but-a-secret', 'The secret key must be a UUID'],
    ['SCWABCDEFGHIJKLMNOPQ', 'This is the access key'],
  ])('refuses %p without asking Scaleway', async (secretKey, text) => {
    const visitor = await signedIn(portal);
    const answer = await connect(visitor, secretKey);
    expect(answer.status).toBe(422);
    expect(answer.text).toContain('<title>Error: Connect Scaleway');
    expect(answer.text).toContain('href="#secret_key"');
    expect(answer.text).toMatch(
      new RegExp(`id="secret_key-error">[^<]*<span[^>]*>Error:</span> ${text}`),
    );
    if (secretKey !== '') expect(answer.text).not.toContain(secretKey);
    expect(await scalewayCalls()).toEqual([]);
  });

  test.each([
    [keys.unknown, 'Scaleway refuses this key'],
    [keys.noRights, 'This key may not list servers'],
  ])('does not keep a key that Scaleway refuses: %s', async (secretKey, text) => {
    const visitor = await signedIn(portal);
    const answer = await connect(visitor, secretKey);
    expect(answer.status).toBe(422);
    expect(answer.text).toContain(text);
    expect(answer.text).not.toContain(secretKey);
    expect(await sealedKeys()).toBe(0);
    expect((await visitor.get(LIST)).text).toContain('Scaleway secret key');
  });

  test('does not keep a key that could not be checked, and blames no field', async () => {
    const visitor = await signedIn(portal);
    await portal.sandbox.fault({ host: 'scaleway', path: '/', kind: 'reset', times: 0 });
    const answer = await connect(visitor);
    expect(answer.status).toBe(502);
    expect(answer.text).toContain('Scaleway did not answer, so the key was not checked');
    expect(answer.text).not.toContain('field-error');
    expect(await sealedKeys()).toBe(0);
  });

  test('needs one region to say yes, not each', async () => {
    const visitor = await signedIn(portal);
    await portal.sandbox.fault({ host: 'scaleway', path: 'fr-par-1', kind: '503', times: 0 });
    expect((await connect(visitor)).location).toBe(LIST);
  });

  test('is refused without the proof of its form', async () => {
    const visitor = await signedIn(portal);
    const answer = await visitor.post(CONNECT, { secret_key: keys.harbour });
    expect(answer.status).toBe(403);
    expect(await sealedKeys()).toBe(0);
  });

  test('is asked of nobody who is not signed in', async () => {
    const stranger = new TestVisitor(portal);
    expect((await stranger.get(LIST)).location).toBe('/?returnTo=%2Fscaleway%2Fservers');
    expect((await stranger.get(LIST, { Accept: 'application/json' })).status).toBe(401);
  });
});

describe('the key', () => {
  test('goes to Scaleway in its header, and nowhere else: not Redis, log, page or address', async () => {
    const linesBefore = portal.logLines.length;
    const visitor = await connected(portal);
    const list = await visitor.get(LIST);
    await visitor.get(`${LIST}?format=csv`);
    const calls = await scalewayCalls();
    expect(calls.length).toBeGreaterThan(10);
    for (const { headers, path, method } of calls) {
      expect(headers['x-auth-token']).toBe(keys.harbour);
      expect(headers['authorization']).toBeUndefined();
      expect(headers['cookie']).toBeUndefined();
      expect(method).toBe('GET');
      expect(path).not.toContain(keys.harbour);
    }
    const other = (await portal.sandbox.log()).filter(({ host }) => host !== 'scaleway');
    expect(JSON.stringify(other)).not.toContain(keys.harbour);
    expect(await sealedKeys()).toBe(1);
    expect(await everythingInRedis()).not.toContain(keys.harbour);
    expect(portal.logLines.slice(linesBefore).join('\n')).not.toContain(keys.harbour);
    expect(list.text).not.toContain(keys.harbour);
    expect([...list.headers].join('\n')).not.toContain(keys.harbour);
  });

  test('is in the log as an event, without itself', async () => {
    const visitor = await connected(portal);
    await visitor.submit(LIST, DISCONNECT);
    const events = portal.logLines.filter((line) => /"type":"scaleway\./.test(line)).slice(-2);
    expect(events.map((line) => (JSON.parse(line) as { type: string }).type)).toEqual([
      'scaleway.connected',
      'scaleway.disconnected',
    ]);
    expect(events[0]).toContain('"username":"max-member"');
  });

  test('is forgotten at once by Disconnect', async () => {
    const visitor = await connected(portal);
    const answer = await visitor.submit(LIST, DISCONNECT);
    expect(answer.status).toBe(303);
    expect(answer.location).toBe(CONNECT);
    expect(await sealedKeys()).toBe(0);
    const page = await visitor.get(LIST);
    expect(page.text).toContain('Quayside has forgotten your Scaleway key');
    expect(page.text).toContain('Scaleway secret key');
    const json = await visitor.get(LIST, { Accept: 'application/json' });
    expect(json.status).toBe(409);
  });

  test('is forgotten by signing out', async () => {
    const visitor = await connected(portal);
    await visitor.submit('/', '/sign-out');
    expect(await sealedKeys()).toBe(0);
    await visitor.signIn(max);
    expect((await visitor.get(LIST)).text).toContain('Scaleway secret key');
  });

  test('goes along with a step-up, under the session that it leads to', async () => {
    const visitor = await connected(portal);
    const since = /connected since <time datetime="([^"]+)"/;
    const before = since.exec((await visitor.get(LIST)).text)?.[1];
    const session = visitor.cookies.get('session');
    await visitor.signIn(max, '/sign-in?for=create-linodes');
    expect(visitor.cookies.get('session')).not.toBe(session);
    const list = await visitor.get(LIST);
    expect(namesOn(list)).toHaveLength(25);
    expect(since.exec(list.text)?.[1]).toBe(before);
    expect(await sealedKeys()).toBe(1);
    await visitor.submit(list, DISCONNECT);
    expect(await sealedKeys()).toBe(0);
  });

  test('does not go along when somebody signs in anew', async () => {
    const visitor = await connected(portal);
    await visitor.signIn(ada);
    expect((await visitor.get(LIST)).text).toContain('Scaleway secret key');
    expect(await sealedKeys()).toBe(0);
  });

  test('serves nobody else, and not another session of the same person', async () => {
    await connected(portal);
    for (const person of [ada, max]) {
      const other = await signedIn(portal, person);
      const page = await other.get(LIST);
      expect(page.text).toContain('Scaleway secret key');
      expect(page.text).not.toContain('harbour-web');
    }
  });

  test('shows each of two people their own servers, also at the same time', async () => {
    const first = await connected(portal, max);
    const second = await signedIn(portal, ada);
    await connect(second, keys.breakwater);
    const rounds = Array.from({ length: 5 }, async () => {
      const [ofFirst, ofSecond] = await Promise.all([listJson(first), listJson(second)]);
      expect(ofFirst.results).toBe(71);
      expect(ofSecond.data.map(({ name }) => name.split('-')[0])).toEqual(
        Array.from({ length: 3 }, () => 'breakwater'),
      );
    });
    await Promise.all(rounds);
  });

  test('that Scaleway no longer takes is said to be so, and can be replaced', async () => {
    const visitor = await connected(portal);
    await portal.sandbox.fault({ host: 'scaleway', path: '/', kind: '401', times: 0 });
    const page = await visitor.get(LIST);
    expect(page.status).toBe(403);
    expect(page.text).toContain('Scaleway does not accept your key any more');
    expect(page.text).toContain(`action="${DISCONNECT}"`);
    expect((await visitor.get('/linodes')).status).toBe(200);
  });
});

test('my access says since when the key is here, and disconnects it', async () => {
  const visitor = await signedIn(portal);
  expect((await visitor.get('/me')).text).toContain('Scaleway API token: not connected');
  await connect(visitor);
  const page = await visitor.get('/me');
  expect(page.text).toContain('Scaleway API token: connected since <time');
  expect((await visitor.submit(page, DISCONNECT)).location).toBe(CONNECT);
  expect(await sealedKeys()).toBe(0);
});

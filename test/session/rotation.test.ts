import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { freePort } from '../support/free-port.ts';
import { approve } from '../../sandbox/login/walk.ts';
import { kidOf } from '../../server/redis/sealer.ts';
import { createdToken, secretIn, tokenManager, wordsOf } from '../me/me-support.ts';
import { connect } from '../scaleway/support.ts';
import { startRedis, type RedisServer } from '../support/redis-server.ts';
import { startPortal, type TestPortal } from '../support/portal.ts';
import { startSandbox, type Sandbox } from '../support/sandbox.ts';
import { until } from '../support/until.ts';
import { TestVisitor } from '../support/visitor.ts';

/*
 * Both secrets are changed as docs/operations.md says: the new one is added, then put first, then the
 * old one goes; in each step one replica is replaced after the other, at the same address.
 */

const max = { username: 'max-member', password: 'harbour-demo-1' };
const ada = { username: 'ada-admin', password: 'harbour-demo-1' };

type Name = 'old' | 'new';
const bytes = { old: 1, new: 2 };

let sandbox: Sandbox;
let redisServer: RedisServer;
let ports: readonly number[];
/** The two replicas as they run just now. */
let running: TestPortal[];

beforeAll(async () => {
  [sandbox, redisServer] = await Promise.all([startSandbox(), startRedis()]);
});
afterAll(async () => {
  await Promise.all([sandbox.stop(), redisServer.stop()]);
});
beforeEach(async () => {
  await redisServer.client.flushall();
  await sandbox.reset();
  ports = [await freePort(), await freePort()];
  running = await Promise.all(ports.map(async (port) => await started(port, ['old'])));
});
afterEach(async () => {
  await Promise.all(running.map(async (portal) => await portal.stop()));
});

async function started(port: number, names: readonly Name[]): Promise<TestPortal> {
  const keys = names.map(
    (name) => `${name}:${Buffer.alloc(32, bytes[name]).toString('base64url')}`,
  );
  const secrets = names.map((name) => `${name}-session-secret-of-more-than-32-characters`);
  const env = { TOKEN_KEYS: keys.join(','), SESSION_SECRET: secrets.join(',') };
  return await startPortal({ sandbox, redisServer, port, env });
}

/** Replaces one replica after the other; `meanwhile` happens after each, while they differ and after. */
async function deploy(
  names: readonly Name[],
  meanwhile: () => Promise<void> = async () => await Promise.resolve(),
): Promise<void> {
  for (const [place, port] of ports.entries()) {
    await running[place]?.stop();
    running[place] = await started(port, names);
    await meanwhile();
  }
}

function replica(place: 0 | 1): TestPortal {
  const portal = running[place];
  if (portal === undefined) throw new Error('no such replica');
  return portal;
}

async function signedIn(person: typeof max): Promise<TestVisitor> {
  const visitor = new TestVisitor(replica(0));
  await visitor.signIn(person);
  return visitor;
}

/** Key ids of everything that is sealed in the vaults. */
async function kidsInVaults(): Promise<string[]> {
  const names = (await redisServer.client.keys('vault:*')).filter((it) => !it.endsWith(':lock'));
  const sealed = await Promise.all(
    names.map(
      async (name) => await redisServer.client.hmget(name, 'access', 'refresh', 'scaleway'),
    ),
  );
  return sealed.flat().flatMap((value) => (value === null ? [] : [kidOf(value) ?? '']));
}

async function allLieUnder(name: Name): Promise<boolean> {
  return (await kidsInVaults()).every((kid) => kid === name);
}

test('nobody is signed out, on either replica, in any step', async () => {
  const [member, admin] = [await signedIn(max), await signedIn(ada)];
  await connect(member);
  const cookie = member.cookies.get('session');
  const everybodyIsIn = async () => {
    for (const portal of running) {
      expect((await member.at(portal).get('/linodes')).status).toBe(200);
      expect((await admin.at(portal).get('/audit')).status).toBe(200);
    }
  };
  await deploy(['old', 'new'], everybodyIsIn);
  expect(member.cookies.get('session')).toBe(cookie);
  await deploy(['new', 'old'], everybodyIsIn);
  expect(member.cookies.get('session')).not.toBe(cookie);
  expect(await kidsInVaults()).toHaveLength(5);
  await until('all tokens lie under the new key', async () => await allLieUnder('new'));
  await deploy(['new'], everybodyIsIn);
  expect((await member.at(replica(1)).get('/scaleway/servers')).text).toContain('71 servers');
});

test('a session that nobody uses is sealed anew all the same, and an admin sees when all are', async () => {
  const admin = await signedIn(ada);
  await connect(await signedIn(max));
  const row = async (kid: Name) => {
    const { text } = await admin.at(replica(1)).get('/audit');
    const [, cells = ''] = text.split(`<th scope="row"><code>${kid}</code></th>`);
    return wordsOf({ text: cells.split('</tr>')[0] ?? '' }).trim();
  };
  await deploy(['old', 'new']);
  await until(
    'they are counted',
    async () => (await row('new')) === '0 Opens only: nothing was left under it',
  );
  expect(await row('old')).toBe('2 Seals');
  await deploy(['new', 'old']);
  await until('they are counted anew', async () => (await row('new')) === '2 Seals');
  expect(await row('old')).toBe('0 Opens only: nothing was left under it');
  expect(await allLieUnder('new')).toBe(true);
});

test('what was under way before goes on after', async () => {
  const [visitor, typing] = [await tokenManager(replica(0)), await tokenManager(replica(0))];
  const form = await visitor.get('/me/tokens/create');
  const token = await createdToken(visitor);
  const attempt = new TestVisitor(replica(0));
  const { location } = await attempt.get('/sign-in');
  const typed = await typing.get('/me/tokens/create');

  await deploy(['old', 'new']);
  await deploy(['new', 'old']);

  const secret = secretIn(await visitor.at(replica(1)).get(token.path));
  expect(secret).toMatch(/^[\da-f]{64}$/);

  const wish = { label: 'typed-before', expiry: '3', scope_linodes: 'read_only' };
  const sent = await visitor.at(replica(1)).submit(form, '/me/tokens/create', wish);
  expect(sent.location).toMatch(/^\/me\/tokens\/create\/check\?draft=/);

  const callback = new URL(await approve(location ?? '', max));
  const back = attempt.at(replica(0));
  expect((await back.get(callback.pathname + callback.search)).status).toBe(200);
  expect((await back.get('/linodes')).status).toBe(200);

  // Signed out in another tab; the form of the old session is kept for its person.
  const here = typing.at(replica(0));
  await here.submit('/linodes', '/sign-out');
  const kept = await here.submit(typed, '/me/tokens/create', { ...wish, label: 'kept' });
  const returnTo = new URL(kept.location ?? '', replica(0).baseUrl).searchParams.get('returnTo');
  expect(returnTo).toMatch(/^\/me\/tokens\/create\?draft=/);
  await deploy(['new']);
  const again = typing.at(replica(1));
  await again.signIn(max, '/sign-in?for=manage-tokens');
  expect((await again.get(returnTo ?? '')).text).toContain('value="kept"');
});

test('a session whose key went too early asks to sign in again, and is counted as such', async () => {
  const member = await signedIn(max);
  const [vault = ''] = await redisServer.client.keys('vault:*');
  await deploy(['old', 'new']);
  // As a replica left it that nobody had told of the new key.
  const sealed = await redisServer.client.hgetall(vault);
  await deploy(['new', 'old']);
  await member.at(replica(0)).get('/linodes');
  await until('it lies under the new key', async () => await allLieUnder('new'));
  await redisServer.client.hset(vault, sealed);
  await redisServer.client.del('sealing');
  await deploy(['new']);
  const admin = await signedIn(ada);
  await until('it is counted', async () =>
    (await admin.get('/audit')).text.includes('Not in TOKEN_KEYS'),
  );
  expect((await member.at(replica(0)).get('/linodes')).location).toBe('/?returnTo=%2Flinodes');
  await member.at(replica(0)).signIn(max);
  expect((await member.at(replica(0)).get('/linodes')).status).toBe(200);
  expect(await redisServer.client.hget(vault, 'state')).not.toBe('live');
});

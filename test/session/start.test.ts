import {
  afterAll,
  afterEach,
  beforeAll,
  beforeEach,
  describe,
  expect,
  jest,
  test,
} from '@jest/globals';
import { sign } from 'cookie-signature';
import express from 'express';
import request, { type Response } from 'supertest';
import type { AuditEvent } from '../../server/audit/record.ts';
import type { Config } from '../../server/config.ts';
import { createLogger } from '../../server/logger.ts';
import { keys } from '../../server/redis/keys.ts';
import { createSealer } from '../../server/redis/sealer.ts';
import type { Attempt } from '../../server/session/attempts.ts';
import { createFindLiveSession } from '../../server/session/live-session.ts';
import { createPeople } from '../../server/session/people.ts';
import { createSessionRegistry } from '../../server/session/registry.ts';
import { createSeen } from '../../server/session/seen.ts';
import type { Admitted } from '../../server/session/sign-in.ts';
import { createStartSession } from '../../server/session/start.ts';
import {
  createResignCookie,
  createSessionMiddleware,
  createSignedSidOf,
  hashSid,
  sessionCookieName,
} from '../../server/session/store.ts';
import { createVault, type Vault } from '../../server/vault/vault.ts';
import { configWith } from '../support/config.ts';
import { startRedis, type RedisServer } from '../support/redis-server.ts';
import { putRecord, recordOf, vaultEntry } from '../support/vault-entry.ts';

/* From an admitted person to a live session, and from its cookie back to it. */

const minute = 60_000;
const hour = 60 * minute;
const now = Date.now();
const secrets = [
  'first-secret-of-more-than-32-characters',
  'older-secret-of-more-than-32-characters',
  'oldest-secret-of-more-than-32-characters',
];

let redisServer: RedisServer;
let redis: RedisServer['client'];
let config: Config;
let vault: Vault;
let events: AuditEvent[];
let endings: string[];

beforeAll(async () => {
  redisServer = await startRedis();
  redis = redisServer.client;
  vault = createVault(redis, await createSealer([{ kid: 'k1', key: Buffer.alloc(32, 1) }]));
  config = configWith({
    SESSION_SECRET: secrets.join(','),
    ALLOWED_USERS: 'max',
    SESSIONS_PER_USER: '2',
  });
});
afterAll(async () => {
  await redisServer.stop();
});
beforeEach(async () => {
  await redis.flushall();
  [events, endings] = [[], []];
});
afterEach(() => {
  jest.restoreAllMocks();
});

const attempt: Attempt = {
  state: 'state-1',
  verifier: 'verifier-1',
  returnTo: '/linodes',
  need: null,
  asked: [],
  replaces: null,
  cookieHash: '',
};

function admitted(vaultId: string, changes: Partial<Admitted> = {}): Admitted {
  return {
    vaultId,
    profile: { username: 'max', uid: 1, email: 'max@x.example', restricted: true, timezone: 'GMT' },
    account: null,
    tokens: {
      accessToken: 'access',
      refreshToken: 'refresh',
      expiresInSeconds: 7200,
      scopes: null,
    },
    asked: ['linodes:read_only'],
    observed: [],
    epoch: 0,
    ...changes,
  };
}

async function endSession(vaultId: string, reason: string): Promise<void> {
  endings.push(`${vaultId} ${reason}`);
  await vault.flipToEnding(vaultId, reason);
}

interface Start {
  readonly of: Admitted;
  readonly attempt?: Attempt;
  readonly record?: (event: AuditEvent) => Promise<void>;
  readonly agent?: string;
  readonly cookie?: string;
}

/** One browser's request that starts a session. */
async function started(start: Start): Promise<Response> {
  const startSession = createStartSession({
    config,
    vault,
    registry: createSessionRegistry(redis, config.sessions),
    people: createPeople(redis),
    audit: {
      record: start.record ?? (async (event) => await Promise.resolve(void events.push(event))),
    },
    endSession,
    seen: createSeen(redis, createLogger('silent')),
  });
  const app = express();
  app.use(createSessionMiddleware(config, redis));
  app.post('/', async (req, res) => {
    const context = { requestId: 'request-1', address: '192.0.2.1' };
    const options = { attempt: start.attempt ?? attempt, context };
    const outcome = await startSession(req, start.of, options).catch((error: unknown) => error);
    res.json(outcome instanceof Error ? outcome.name : outcome);
  });
  const posted = request(app)
    .post('/')
    .set('Cookie', start.cookie ?? '');
  return await (start.agent === undefined
    ? posted.unset('User-Agent')
    : posted.set('User-Agent', start.agent));
}

/** What a request with this cookie is known by. */
async function known(cookie: string) {
  const app = express();
  app.use(createSessionMiddleware(config, redis));
  const [resign, sidOf] = [createResignCookie(config), createSignedSidOf(config)];
  app.get('/', (req, res) => {
    resign(req, res);
    res.json({ sid: sidOf(req), content: req.session.content ?? null });
  });
  return await request(app).get('/').set('Cookie', cookie);
}

function cookieOf(response: Response): string {
  return response.headers['set-cookie']?.[0]?.split(';')[0] ?? '';
}

async function nothingIsLeft(answer: Response): Promise<void> {
  expect(answer.headers['set-cookie']).toBeUndefined();
  expect(await redis.keys('session:*')).toEqual([]);
  expect(endings).toEqual(['a signed-out']);
  expect((await recordOf(vault, 'a')).state).toBe('ending');
}

async function notRecorded(): Promise<never> {
  return await Promise.reject(new TypeError('no room'));
}

describe('a session that starts', () => {
  test('is in the vault, in its record, in the indexes, in the log, and seen', async () => {
    jest.spyOn(Date, 'now').mockReturnValue(now);
    const answer = await started({ of: admitted('a'), agent: 'Browser' });
    expect(answer.body).toBe('a');
    const { body } = await known(cookieOf(answer));
    const sidHash = hashSid(body.sid);
    const end = now + config.sessions.maxMs;
    expect(body.content).toEqual({
      username: 'max',
      uid: 1,
      timezone: 'GMT',
      restricted: true,
      vaultId: 'a',
      startedAt: now,
      absoluteEnd: end,
      epoch: 0,
    });
    const facts = {
      username: 'max',
      uid: 1,
      account: '',
      sidHash,
      createdAt: now,
      absoluteEnd: end,
    };
    const held = await recordOf(vault, 'a');
    expect(held).toMatchObject({
      ...facts,
      state: 'live',
      asked: ['linodes:read_only'],
      granted: [],
    });
    expect(await vault.openAccess(held)).toBe('access');
    expect(await redis.zscore(keys.sessionsOf('max'), 'a')).toBe(
      String(now + config.sessions.idleMs),
    );
    expect(await redis.smembers(keys.addressesOf('max'))).toEqual(['192.0.2.1']);
    expect(await createSeen(redis, createLogger('silent')).read('a')).toEqual({
      lastUsedAt: now,
      lastAction: 'Sign-in',
      address: '192.0.2.1',
      agent: 'Browser',
    });
    const event = { type: 'signin.succeeded', username: 'max', session: 'a', account: null };
    expect(events).toEqual([{ ...event, scopes: ['linodes:read_only'] }]);
    expect(endings).toEqual([]);
  });

  test.each([
    ['seen', ['seen'], ['granted'], ['seen']],
    ['granted where none was seen', [], ['granted'], ['granted']],
    ['asked where nobody said', [], null, ['linodes:read_only']],
  ])('is told with the scopes %s', async (...[, observed, scopes, told]) => {
    const { tokens } = admitted('a');
    await started({ of: admitted('a', { observed, tokens: { ...tokens, scopes } }) });
    expect(events).toMatchObject([{ scopes: told }]);
    expect(await recordOf(vault, 'a')).toMatchObject({ granted: scopes ?? [], observed });
  });

  test('is of the account that Linode named, and may step up from none', async () => {
    const first = { ...attempt, need: 'create-linodes' };
    const answer = await started({ of: admitted('a', { account: 'A1' }), attempt: first });
    expect(answer.body).toBe('a');
    expect((await recordOf(vault, 'a')).account).toBe('A1');
    expect(events).toMatchObject([{ account: 'A1' }]);
  });

  test('has another id than the one its browser came with', async () => {
    const before = cookieOf(await started({ of: admitted('a') }));
    const after = cookieOf(await started({ of: admitted('b'), cookie: before }));
    const [{ body: gone }, { body: there }] = [await known(before), await known(after)];
    expect(there.sid).not.toBe(gone.sid);
    expect([gone.content, there.content.vaultId]).toEqual([null, 'b']);
  });

  test('may come from a browser that does not say what it is', async () => {
    await started({ of: admitted('a') });
    expect(await createSeen(redis, createLogger('silent')).read('a')).toMatchObject({ agent: '' });
  });

  test.each([
    ['12 hours later', 'refresh', 60, 12 * hour],
    ['12 hours later, also where nobody says when its token ends', null, null, 12 * hour],
    ['with its token, where there is none to refresh it', null, 60, minute],
    ['12 hours later, where its token lives longer', null, 86_400, 12 * hour],
  ])('ends %s', async (...[, refreshToken, expiresInSeconds, endsInMs]) => {
    jest.spyOn(Date, 'now').mockReturnValue(now);
    const tokens = { accessToken: 'access', refreshToken, expiresInSeconds, scopes: null };
    await started({ of: admitted('a', { tokens }) });
    expect((await recordOf(vault, 'a')).absoluteEnd).toBe(now + endsInMs);
  });

  test('ends the one that was used longest ago, where there are too many', async () => {
    for (const [place, id] of ['a', 'b', 'c'].entries()) {
      jest.spyOn(Date, 'now').mockReturnValue(now + place);
      await started({ of: admitted(id) });
    }
    expect(endings).toEqual(['a surplus']);
  });
});

describe('a session that takes another one’s place', () => {
  const replaces = { vaultId: 'before', uid: 1 };
  const stepUp: Attempt = { ...attempt, need: 'create-linodes', replaces };

  beforeEach(async () => {
    jest.spyOn(Date, 'now').mockReturnValue(now);
    await putRecord(vault, 'before', { absoluteEnd: now + hour });
    await vault.keepScaleway('before', 'scaleway-1', 5);
  });

  test('by a step-up keeps its end and its Scaleway key', async () => {
    await started({ of: admitted('a'), attempt: stepUp });
    const held = await recordOf(vault, 'a');
    expect(held).toMatchObject({ absoluteEnd: now + hour, scalewaySince: 5 });
    expect(await vault.openScaleway(held)).toBe('scaleway-1');
    expect(endings).toEqual(['before replaced']);
  });

  test('by a sign-in keeps nothing', async () => {
    await started({ of: admitted('a'), attempt: { ...attempt, replaces } });
    const held = await recordOf(vault, 'a');
    expect(held).toMatchObject({ absoluteEnd: now + config.sessions.maxMs, scaleway: null });
    expect(endings).toEqual(['before replaced']);
  });

  test('whose Scaleway key cannot be opened goes on without it', async () => {
    await redis.hset(keys.vault('before'), 'scaleway', 'altered');
    expect((await started({ of: admitted('a'), attempt: stepUp })).body).toBe('a');
    expect((await recordOf(vault, 'a')).scaleway).toBeNull();
  });

  test('that had none has none, and one that is gone gives none', async () => {
    await vault.forgetScaleway('before');
    await started({ of: admitted('a'), attempt: stepUp });
    expect((await recordOf(vault, 'a')).scaleway).toBeNull();
    await redis.del(keys.vault('before'));
    expect((await started({ of: admitted('b'), attempt: stepUp })).body).toBe('b');
    expect((await recordOf(vault, 'b')).absoluteEnd).toBe(now + config.sessions.maxMs);
  });
});

describe('a session does not start', () => {
  test('where its person was blocked meanwhile', async () => {
    await createPeople(redis).raiseEpoch('max');
    const answer = await started({ of: admitted('a') });
    expect(answer.body).toBe('NotAdmitted');
    await nothingIsLeft(answer);
    expect(events).toEqual([]);
  });

  test('where it cannot be recorded', async () => {
    const answer = await started({ of: admitted('a'), record: notRecorded });
    expect(answer.body).toBe('TypeError');
    await nothingIsLeft(answer);
  });
});

describe('a cookie', () => {
  const name = sessionCookieName(false);
  const signedBy = (sid: string, secret: string) => `${name}=s:${sign(sid, secret)}`;
  const [first = '', older = '', oldest = ''] = secrets;

  test('is for http and this path alone; over https its name binds it to the host', async () => {
    const answer = await started({ of: admitted('a') });
    expect(answer.headers['set-cookie']?.[0]).toMatch(
      /^session=s%3A[^;]+; Path=\/; HttpOnly; SameSite=Strict$/,
    );
    expect(sessionCookieName(true)).toBe('__Host-Http-session');
  });

  test('holds a session for as long as it is idle, and no longer than its end', async () => {
    const ttl = async () => await redis.pttl((await redis.keys('session:*'))[0] ?? '');
    await started({ of: admitted('a') });
    expect(await ttl()).toBeGreaterThan(config.sessions.idleMs / 2);
    expect(await ttl()).toBeLessThanOrEqual(config.sessions.idleMs);
    await redis.flushall();
    const tokens = { accessToken: 'x', refreshToken: null, expiresInSeconds: 600, scopes: null };
    await started({ of: admitted('b', { tokens }) });
    expect(await ttl()).toBeLessThanOrEqual(600_000);
  });

  test.each([
    ['the first secret', signedBy('sid-1', first), 'sid-1'],
    ['an older one', signedBy('sid-1', older), 'sid-1'],
    ['the oldest', signedBy('sid-1', oldest), 'sid-1'],
    ['no secret of ours', signedBy('sid-1', 'another'), null],
    ['nothing', `${name}=sid-1`, null],
    ['a secret, without the mark of a signature', `${name}=${sign('sid-1', first)}`, null],
    ['a secret, with the mark behind', `${name}=${sign('sid-1', first)}s:`, null],
    ['a secret, under another name', `other=s:${sign('sid-1', first)}`, null],
  ])('signed by %s tells its session’s id, or none', async (_, cookie, sid) => {
    expect((await known(cookie)).body).toEqual({ sid, content: null });
  });

  test('leaves its record as it was written, however often it comes', async () => {
    const cookie = cookieOf(await started({ of: admitted('a') }));
    const [record = ''] = await redis.keys('session:*');
    await redis.persist(record);
    await known(cookie);
    expect(await redis.pttl(record)).toBe(-1);
  });

  test('under an older secret is signed anew with the first, a foreign one is not', async () => {
    const { body } = await known(cookieOf(await started({ of: admitted('a') })));
    const moved = await known(signedBy(body.sid, older));
    expect(moved.body.content.vaultId).toBe('a');
    expect(decodeURIComponent(cookieOf(moved))).toBe(signedBy(body.sid, first));
    expect(moved.headers['set-cookie']?.[0]).toContain('HttpOnly; SameSite=Strict');
    for (const cookie of [signedBy(body.sid, first), signedBy('other', older), 'none=1'])
      expect(cookieOf(await known(cookie))).toBe('');
  });
});

describe('a session’s record stands for a live session', () => {
  const content = {
    username: 'max',
    uid: 1,
    timezone: 'GMT',
    restricted: false,
    vaultId: 'a',
    startedAt: now,
    absoluteEnd: now + hour,
    epoch: 2,
  };

  beforeEach(async () => {
    await vault.put(vaultEntry('a'));
    await redis.set(keys.epoch('max'), 2);
  });

  async function found(stored: unknown = content, sidHash = 'sid-of-a', isAllowed = true) {
    const mayStay = () => isAllowed;
    const live = await createFindLiveSession({ redis, vault, endSession, mayStay })(
      stored,
      sidHash,
    );
    return live?.content ?? null;
  }

  test('while nothing speaks against it', async () => {
    expect(await found()).toEqual(content);
    expect(endings).toEqual([]);
  });

  test.each([
    ['it cannot be read', async () => await found({ ...content, uid: 'one' })],
    ['the cookie is another session’s', async () => await found(content, 'sid-of-b')],
    [
      'its vault is gone',
      async () => {
        await redis.del(keys.vault('a'));
        return await found();
      },
    ],
    [
      'it is ending',
      async () => {
        await vault.flipToEnding('a', 'signed-out');
        return await found();
      },
    ],
  ])('not where %s', async (_, find) => {
    expect(await find()).toBeNull();
    expect(endings).toEqual([]);
  });

  test.each([
    ['not-allowed', async () => await found(content, 'sid-of-a', false)],
    [
      'absolute-end',
      async () => {
        jest.spyOn(Date, 'now').mockReturnValue(content.absoluteEnd);
        return await found();
      },
    ],
    ['signed-out-everywhere', async () => await found({ ...content, epoch: 1 })],
    [
      'signed-out-everywhere',
      async () => {
        await redis.del(keys.epoch('max'));
        return await found();
      },
    ],
    [
      'tokens-dead',
      async () => {
        await vault.markDead(await recordOf(vault, 'a'));
        return await found();
      },
    ],
  ])('not once it is %s, and ends then', async (reason, find) => {
    expect(await find()).toBeNull();
    expect(endings).toEqual([`a ${reason}`]);
  });

  test('whose person was never signed out everywhere has epoch 0', async () => {
    await redis.del(keys.epoch('max'));
    expect(await found({ ...content, epoch: 0 })).toMatchObject({ vaultId: 'a' });
  });
});

import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { LinodeOAuth, TokenSet } from '../../server/oauth/linode-oauth.ts';
import { createSealer } from '../../server/redis/sealer.ts';
import { createAttempts, type Attempt, type Attempts } from '../../server/session/attempts.ts';
import { createPeople, type People } from '../../server/session/people.ts';
import { createSignIn, NotAdmitted } from '../../server/session/sign-in.ts';
import type { Visitor } from '../../server/session/visitor.ts';
import { configWith } from '../support/config.ts';
import { startRedis, type RedisServer } from '../support/redis-server.ts';

/* The way to Linode and back: what is asked for, and who of those that come back is let in. */

let redisServer: RedisServer;
let attempts: Attempts;
let people: People;
/** What Linode was asked by the tokens of a sign-in, and what it answers by path. */
let asked: string[];
let answers: Record<string, [status: number, body: object, headers?: Record<string, string>]>;
/** What became of the tokens. */
let held: string[];

beforeAll(async () => {
  redisServer = await startRedis();
  attempts = createAttempts(
    redisServer.client,
    await createSealer([{ kid: 'k1', key: Buffer.alloc(32, 1) }]),
  );
  people = createPeople(redisServer.client);
});
afterAll(async () => {
  await redisServer.stop();
});
beforeEach(async () => {
  await redisServer.client.flushall();
  [asked, held] = [[], []];
  answers = {
    '/profile': [
      200,
      profile,
      { 'x-oauth-scopes': 'linodes:read_only events:*', 'x-customer-uuid': 'A1' },
    ],
  };
});

const base = ['linodes:read_only', 'events:read_only'];
const profile = {
  username: 'Max',
  uid: 7,
  email: 'max@harbour.example',
  restricted: false,
  timezone: 'GMT',
};
const tokens: TokenSet = {
  accessToken: 'access',
  refreshToken: 'refresh',
  expiresInSeconds: 60,
  scopes: null,
};
const attempt: Attempt = {
  state: 'state-1',
  verifier: 'verifier-1',
  returnTo: '/linodes',
  need: null,
  asked: ['linodes:read_only'],
  replaces: null,
  cookieHash: '',
};

/** Linode's sign-in, as far as a sign-in here speaks with it. */
const oauth = {
  begin: async (state: string, scopes: readonly string[]) =>
    await Promise.resolve({ url: `${scopes.join(' ')} | ${state}`, verifier: 'verifier-1' }),
  finish: async () => await Promise.resolve(tokens),
} as unknown as LinodeOAuth; // its other members are for other affairs

function signInWith(
  env: Readonly<Record<string, string>> = { ALLOWED_USERS: 'max' },
  hold = async () => await Promise.resolve(),
) {
  return createSignIn({
    config: configWith({ LINODE_SCOPES: base.join(' '), ...env }),
    oauth,
    attempts,
    people,
    async transport({ path }, token) {
      asked.push(`${path} ${token}`);
      const [status, body, headers = {}] = answers[path] ?? [404, { errors: [] }];
      return await Promise.resolve({ status, headers, body: Buffer.from(JSON.stringify(body)) });
    },
    unclaimed: {
      async hold(id) {
        held.push(`held ${id}`);
        await hold();
      },
      async discard({ username, heldAs, tokens: { accessToken } }) {
        await Promise.resolve(held.push(`discarded ${heldAs} ${accessToken} of ${username}`));
      },
    },
  });
}

describe('Linode is asked', () => {
  const visitor = {
    session: 'v1',
    uid: 7,
    scopes: () => ['images:read_only'],
  } as unknown as Visitor; // a sign-in looks at no more of them

  test.each([
    ['what everybody is asked', null, null, [], base],
    ['the same of somebody who signs in again', visitor, null, [], base],
    ['what is needed, too', null, 'create-linodes', [], ['events:read_only', 'linodes:read_write']],
    [
      'what is needed beside what there is',
      visitor,
      'manage-tokens',
      [],
      [...base, 'images:read_only', 'account:read_write'],
    ],
    ['what a form named', null, null, ['vpc:read_only'], [...base, 'vpc:read_only']],
  ] as const)('%s', async (...[, who, need, extra, scopes]) => {
    const begun = await signInWith().begin(who, { returnTo: '/linodes', need, extra });
    const kept = await attempts.take(begun.id, begun.cookie);
    expect([...(kept?.asked ?? [])].toSorted()).toEqual([...scopes].toSorted());
    expect(begun.url).toBe(`${kept?.asked.join(' ')} | ${kept?.state}`);
    expect(kept).toMatchObject({ returnTo: '/linodes', need, verifier: 'verifier-1' });
    expect(kept?.replaces).toEqual(who && { vaultId: 'v1', uid: 7 });
  });

  test('no more than the need where nothing beyond it is named', async () => {
    const begun = await signInWith().begin(null, { returnTo: '/', need: null });
    expect((await attempts.take(begun.id, begun.cookie))?.asked).toEqual(base);
  });
});

describe('somebody who comes back', () => {
  test('is let in with what Linode says of them', async () => {
    const { vaultId, ...admitted } = await signInWith().finish('?code=1', attempt);
    expect(admitted).toEqual({
      profile,
      account: 'A1',
      tokens,
      asked: ['linodes:read_only'],
      observed: ['linodes:read_only', 'events:*'],
      epoch: 0,
    });
    expect(held).toEqual([`held ${vaultId}`]);
    expect(vaultId).toMatch(/^[\w-]{22}$/);
    expect(asked).toEqual(['/profile access']);
  });

  test('may be somebody else, unless they step up', async () => {
    const replaces = { vaultId: 'v1', uid: 8 };
    expect(await signInWith().finish('?', { ...attempt, replaces })).toMatchObject({ profile });
    const own = { ...attempt, need: 'create-linodes', replaces: { ...replaces, uid: 7 } };
    expect(await signInWith().finish('?', own)).toMatchObject({ profile });
    const first = { ...attempt, need: 'create-linodes' };
    expect(await signInWith().finish('?', first)).toMatchObject({ profile });
  });

  test('has the epoch that was in force when nobody had blocked them', async () => {
    await people.raiseEpoch('max');
    expect(await signInWith().finish('?', attempt)).toMatchObject({ epoch: 1 });
  });

  const other = { ...attempt, need: 'create-linodes', replaces: { vaultId: 'v1', uid: 8 } };
  test.each([
    ['user-not-allowed', { env: { ALLOWED_USERS: 'moritz' } }],
    ['email-domain-not-allowed', { env: { ALLOWED_EMAIL_DOMAINS: 'x.example' } }],
    ['account-not-allowed', { env: { ALLOWED_ACCOUNTS: 'b2' } }],
    ['another-person-came-back', { attempt: other }],
    ['blocked', { before: async () => await people.block('max', 'left') }],
    ['uid-changed', { before: async () => void (await people.isSamePerson('max', 70)) }],
  ] as readonly [
    string,
    { env?: Record<string, string>; attempt?: Attempt; before?: () => Promise<void> },
  ][])(
    'is not let in: %s; their tokens are ended',
    async (reason, { env, attempt: theirs = attempt, before }) => {
      await before?.();
      const refused: unknown = await signInWith(env)
        .finish('?', theirs)
        .catch((error: unknown) => error);
      expect(refused).toBeInstanceOf(NotAdmitted);
      expect(refused).toMatchObject({ username: 'Max', reason });
      const id = held[0]?.split(' ')[1];
      expect(held).toEqual([`held ${id}`, `discarded ${id} access of Max`]);
    },
  );

  test('is not let in where their tokens cannot be put down, and nobody asks Linode for them', async () => {
    const trouble = new Error('away');
    const signIn = signInWith(undefined, async () => await Promise.reject(trouble));
    await expect(signIn.finish('?', attempt)).rejects.toBe(trouble);
    expect(held[1]).toMatch(/^discarded [\w-]+ access of $/);
    expect(asked).toEqual([]);
  });
});

describe('an account that no header names', () => {
  beforeEach(() => {
    answers = { '/profile': [200, profile], '/account': [200, { euuid: 'A1' }] };
  });

  test('is asked for where a list wants it', async () => {
    const signIn = signInWith({ ALLOWED_ACCOUNTS: 'a1' });
    expect(await signIn.finish('?', attempt)).toMatchObject({ account: 'A1', observed: [] });
    expect(asked).toEqual(['/profile access', '/account access']);
  });

  test('is not asked for where a header named it', async () => {
    answers['/profile'] = [200, profile, { 'x-customer-uuid': 'A1' }];
    await signInWith({ ALLOWED_ACCOUNTS: 'a1' }).finish('?', attempt);
    expect(asked).toEqual(['/profile access']);
  });

  test('is not known where none does', async () => {
    expect(await signInWith().finish('?', attempt)).toMatchObject({ account: null });
    expect(asked).toEqual(['/profile access']);
  });
});

test.each([
  [200, true],
  [401, false],
  [503, true],
])('tokens to which Linode says %s are alive: %s', async (status, isAlive) => {
  answers = { '/profile': [status, profile] };
  expect(await signInWith().isAlive(tokens)).toBe(isAlive);
});

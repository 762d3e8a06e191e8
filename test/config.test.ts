import { createHash, randomBytes } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import { ConfigError, readConfig, warnings } from '../server/config.ts';
import { portalSecrets } from './support/portal-secrets.ts';

type Env = Record<string, string | undefined>;

/** Looks as if it had been drawn, and is the same each time. */
const drawn = (seed: string) => createHash('sha256').update(seed).digest('base64url');
const key = (seed: number) => drawn(`key ${seed}`);

const good: Env = {
  BASE_URL: 'https://portal.example',
  REDIS_URL: 'redis://127.0.0.1:6379',
  SESSION_SECRET: drawn('s'),
  TOKEN_KEYS: `k1:${key(1)}`,
  FINGERPRINT_KEY: drawn('f'),
  AUDIT_SIGNING_KEY: drawn('a'),
  LINODE_CLIENT_ID: 'an-id',
  LINODE_CLIENT_SECRET: 'a-secret',
  ALLOWED_ACCOUNTS: '4C1D3A52-7E0B-4F6A-9B2C-5D8E71A0F324',
};

function problemsOf(changes: Env): readonly string[] {
  try {
    readConfig({ ...good, ...changes });
    return [];
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    return error.problems;
  }
}

describe('an environment that will do', () => {
  test('needs no more than the portal’s address, Redis, keys, the client and an allow-list', () => {
    expect(readConfig(good)).toMatchObject({
      production: true,
      port: 3000,
      secure: true,
      baseUrl: 'https://portal.example',
      trustProxy: false,
      sessions: { idleMs: 1_800_000, maxMs: 43_200_000, perUser: 10 },
      linode: {
        loginUrl: 'https://login.linode.com',
        apiUrl: 'https://api.linode.com/v4',
        scopes: ['account:read_only', 'linodes:read_only', 'images:read_only', 'events:read_only'],
      },
    });
  });

  test('has lists that are trimmed and in lower case', () => {
    const { allowed, adminUsers } = readConfig({
      ...good,
      ALLOWED_USERS: ' Ada-Admin , max-member,, ',
      ALLOWED_EMAIL_DOMAINS: '@Harbour.Example',
      ADMIN_USERS: 'ADA-admin',
    });
    expect(allowed.users).toEqual(['ada-admin', 'max-member']);
    expect(allowed.emailDomains).toEqual(['harbour.example']);
    expect(adminUsers).toEqual(['ada-admin']);
  });

  test('may state fractions of minutes and hours', () => {
    const times = { SESSION_IDLE_MINUTES: '0.05', SESSION_MAX_HOURS: '0.5' };
    expect(readConfig({ ...good, ...times }).sessions).toMatchObject({
      idleMs: 3000,
      maxMs: 1_800_000,
    });
  });

  test('takes an empty variable for an absent one', () => {
    expect(readConfig({ ...good, PORT: '', LINODE_API_URL: ' ', REDIS_SENTINELS: '' }).port).toBe(
      3000,
    );
  });

  test('keeps the order of keys: the first seals and signs', () => {
    const { tokenKeys, sessionSecrets } = readConfig({
      ...good,
      TOKEN_KEYS: `new:${key(2)}, old:${key(1)}`,
      SESSION_SECRET: `${drawn('n')},${drawn('o')}`,
    });
    expect(tokenKeys.map(({ kid }) => kid)).toEqual(['new', 'old']);
    expect(sessionSecrets).toEqual([drawn('n'), drawn('o')]);
  });

  test.each([
    ['nobody', '', false],
    ['two hops', '2', 2],
    ['addresses and ranges', '10.0.0.0/8, ::1', ['10.0.0.0/8', '::1']],
  ])('trusts %s as a proxy', (_, TRUST_PROXY, expected) => {
    expect(readConfig({ ...good, TRUST_PROXY }).trustProxy).toEqual(expected);
  });

  test('may name the nodes of a cluster, or sentinels and their master, instead of one Redis', () => {
    const cluster = { REDIS_URL: '', REDIS_CLUSTER_NODES: 'one:7000,two' };
    expect(readConfig({ ...good, ...cluster }).redis.clusterNodes).toEqual([
      { host: 'one', port: 7000 },
      { host: 'two', port: 6379 },
    ]);
    const sentinels = { REDIS_URL: '', REDIS_SENTINELS: 'one', REDIS_SENTINEL_NAME: 'quay' };
    expect(readConfig({ ...good, ...sentinels }).redis.sentinels).toEqual([
      { host: 'one', port: 26_379 },
    ]);
  });

  test('needs no fingerprint key on a developer’s own machine', () => {
    const local = { FINGERPRINT_KEY: '', AUDIT_SIGNING_KEY: '', BASE_URL: 'http://localhost:3000' };
    expect(readConfig({ ...good, ...local }).fingerprintKey).toHaveLength(43);
  });
});

describe('a server does not start', () => {
  test.each<[string, string, Env]>([
    ['without its own address', 'BASE_URL', { BASE_URL: '' }],
    ['on plain http for everybody to read', 'BASE_URL', { BASE_URL: 'http://portal.example' }],
    ['with a path in its address', 'BASE_URL', { BASE_URL: 'https://portal.example/quayside' }],
    ['with an address that is none', 'BASE_URL', { BASE_URL: 'portal.example' }],
    ['without a store', 'REDIS_URL', { REDIS_URL: '' }],
    ['with two stores', 'REDIS_URL', { REDIS_CLUSTER_NODES: 'one:7000' }],
    ['with a store of another kind', 'REDIS_URL', { REDIS_URL: 'http://127.0.0.1' }],
    [
      'with a node that is none',
      'REDIS_CLUSTER_NODES',
      { REDIS_URL: '', REDIS_CLUSTER_NODES: 'one:port' },
    ],
    [
      'with sentinels and no name',
      'REDIS_SENTINEL_NAME',
      { REDIS_URL: '', REDIS_SENTINELS: 'one' },
    ],
    ['without a session secret', 'SESSION_SECRET', { SESSION_SECRET: '' }],
    ['with a short session secret', 'SESSION_SECRET', { SESSION_SECRET: 'Kurz1234567' }],
    [
      'with a short one among long ones',
      'SESSION_SECRET',
      { SESSION_SECRET: `${drawn('l')},Kurz1234567` },
    ],
    ['with a list of no session secrets', 'SESSION_SECRET', { SESSION_SECRET: ',' }],
    ['without a key for tokens', 'TOKEN_KEYS', { TOKEN_KEYS: '' }],
    ['with a list of no keys for tokens', 'TOKEN_KEYS', { TOKEN_KEYS: ' , ' }],
    ['with a key without a name', 'TOKEN_KEYS', { TOKEN_KEYS: key(1) }],
    ['with a key of 16 bytes', 'TOKEN_KEYS', { TOKEN_KEYS: `k1:${key(1).slice(0, 22)}` }],
    ['with two keys of one name', 'TOKEN_KEYS', { TOKEN_KEYS: `k1:${key(1)},k1:${key(2)}` }],
    ['without a fingerprint key in production', 'FINGERPRINT_KEY', { FINGERPRINT_KEY: '' }],
    ['with a short fingerprint key', 'FINGERPRINT_KEY', { FINGERPRINT_KEY: 'Kurz1234567' }],
    ['without a signing key in production', 'AUDIT_SIGNING_KEY', { AUDIT_SIGNING_KEY: '' }],
    ['with a signing key that is none', 'AUDIT_SIGNING_KEY', { AUDIT_SIGNING_KEY: 'Kurz1234567' }],
    ['without a client id', 'LINODE_CLIENT_ID', { LINODE_CLIENT_ID: '' }],
    ['without a client secret', 'LINODE_CLIENT_SECRET', { LINODE_CLIENT_SECRET: '' }],
    ['with a login address that is none', 'LINODE_LOGIN_URL', { LINODE_LOGIN_URL: 'login' }],
    [
      'with a query in the API’s address',
      'LINODE_API_URL',
      { LINODE_API_URL: 'https://api.example/?v=4' },
    ],
    ['without any allow-list', 'ALLOWED_USERS', { ALLOWED_ACCOUNTS: '' }],
    ['with an allow-list of nobody', 'ALLOWED_USERS', { ALLOWED_ACCOUNTS: ' , ' }],
    ['trusting every proxy', 'TRUST_PROXY', { TRUST_PROXY: 'true' }],
    ['trusting a range that cannot be', 'TRUST_PROXY', { TRUST_PROXY: '10.0.0.0/33' }],
    ['trusting a proxy without an address', 'TRUST_PROXY', { TRUST_PROXY: 'the-one-in-front' }],
    ['with an idle time of nothing', 'SESSION_IDLE_MINUTES', { SESSION_IDLE_MINUTES: '0' }],
    [
      'with an idle time in words',
      'SESSION_IDLE_MINUTES',
      { SESSION_IDLE_MINUTES: 'half an hour' },
    ],
    ['with a negative maximum', 'SESSION_MAX_HOURS', { SESSION_MAX_HOURS: '-1' }],
    ['with half a session each', 'SESSIONS_PER_USER', { SESSIONS_PER_USER: '0.5' }],
    ['on a port that does not exist', 'PORT', { PORT: '65536' }],
    ['at an unknown log level', 'LOG_LEVEL', { LOG_LEVEL: 'chatty' }],
  ])('%s', (_, name, changes) => {
    const problems = problemsOf(changes);
    expect(problems).toHaveLength(1);
    expect(problems[0]).toContain(name);
  });
});

const even = Buffer.alloc(32, 7).toString('base64url');

describe('in production, a server does not start', () => {
  test.each<[string, string, Env]>([
    ['with a key of equal bytes', 'TOKEN_KEYS', { TOKEN_KEYS: `k1:${even}` }],
    ['with such a key behind a good one', 'TOKEN_KEYS', { TOKEN_KEYS: `k1:${key(1)},k2:${even}` }],
    [
      'with such a key under a name of many letters',
      'TOKEN_KEYS',
      { TOKEN_KEYS: `quay-2026:${even}` },
    ],
    ['with a secret that repeats itself', 'SESSION_SECRET', { SESSION_SECRET: 'ab'.repeat(20) }],
    [
      'with a secret to be changed',
      'SESSION_SECRET',
      { SESSION_SECRET: 'change-me-change-me-change-me-now' },
    ],
    ['with the tests’ own', 'SESSION_SECRET', { SESSION_SECRET: portalSecrets.SESSION_SECRET }],
    ['with the tests’ own', 'TOKEN_KEYS', { TOKEN_KEYS: portalSecrets.TOKEN_KEYS }],
    ['with the tests’ own', 'FINGERPRINT_KEY', { FINGERPRINT_KEY: portalSecrets.FINGERPRINT_KEY }],
    ['with a signing key of zeros', 'AUDIT_SIGNING_KEY', { AUDIT_SIGNING_KEY: 'A'.repeat(43) }],
    ['with a metrics token of one letter', 'METRICS_TOKEN', { METRICS_TOKEN: 'm'.repeat(40) }],
    ['with a short metrics token', 'METRICS_TOKEN', { METRICS_TOKEN: 'Kurz1234567' }],
    ['with an API on plain http', 'LINODE_API_URL', { LINODE_API_URL: 'http://api.example/v4' }],
    [
      'with a login on plain http',
      'LINODE_LOGIN_URL',
      { LINODE_LOGIN_URL: 'http://login.example' },
    ],
    ['with Scaleway on plain http', 'SCALEWAY_API_URL', { SCALEWAY_API_URL: 'http://scw.example' }],
  ])('%s: %s', (_, name, changes) => {
    for (const NODE_ENV of ['production', undefined, ' ']) {
      const problems = problemsOf({ ...changes, NODE_ENV });
      expect(problems).toHaveLength(1);
      expect(problems[0]).toContain(name);
      for (const value of Object.values(changes)) expect(problems[0]).not.toContain(value);
    }
  });

  test('and says all of it at once', () => {
    const problems = problemsOf({
      ...portalSecrets,
      AUDIT_SIGNING_KEY: 'A'.repeat(43),
      LINODE_API_URL: 'http://api.example/v4',
      METRICS_TOKEN: 'm'.repeat(40),
    }).join('\n');
    for (const name of [...Object.keys(portalSecrets), 'LINODE_API_URL', 'METRICS_TOKEN'])
      expect(problems).toContain(name);
  });

  test('but on a machine of one’s own, and for a trial, it does', () => {
    const weak = { ...portalSecrets, AUDIT_SIGNING_KEY: 'A'.repeat(43) };
    const local = { BASE_URL: 'http://localhost:3000', LINODE_API_URL: 'http://127.0.0.1:4001/v4' };
    expect(problemsOf({ ...weak, ...local })).toEqual([]);
    const plain = { LINODE_API_URL: 'http://api.example/v4' };
    expect(problemsOf({ ...weak, ...plain, NODE_ENV: 'development' })).toEqual([]);
  });

  test('a secret that was drawn passes, in whatever letters, and whatever its key is called', () => {
    expect(problemsOf({ TOKEN_KEYS: `default:${key(1)}` })).toEqual([]);
    for (const form of ['base64', 'base64url', 'hex'] as const)
      for (let n = 0; n < 200; n += 1)
        expect(problemsOf({ SESSION_SECRET: randomBytes(48).toString(form) })).toEqual([]);
    expect(problemsOf({ SESSION_SECRET: `session-secret-2026-${drawn('s')}` })).toEqual([]);
  });
});

test('everything that is wrong is said at once', () => {
  const names = ['BASE_URL', 'SESSION_SECRET', 'TOKEN_KEYS', 'LINODE_CLIENT_ID', 'PORT'];
  const problems = problemsOf({
    BASE_URL: 'http://portal.example',
    SESSION_SECRET: 'short',
    TOKEN_KEYS: 'none',
    LINODE_CLIENT_ID: '',
    PORT: 'x',
    ALLOWED_ACCOUNTS: '',
    REDIS_URL: '',
    TRUST_PROXY: 'true',
  }).join('\n');
  for (const name of [...names, 'ALLOWED_ACCOUNTS', 'REDIS_URL', 'TRUST_PROXY'])
    expect(problems).toContain(name);
});

test('no value is ever repeated in what is said', () => {
  const marked = Object.fromEntries(
    [...Object.keys(good), 'PORT', 'LOG_LEVEL', 'NODE_ENV', 'SESSION_MAX_HOURS'].map((name) => [
      name,
      `MARK-${name}`,
    ]),
  );
  const problems = problemsOf({ ...marked, REDIS_SENTINELS: 'MARK:x', TRUST_PROXY: 'MARK' });
  expect(problems.length).toBeGreaterThan(6);
  expect(problems.join('\n')).not.toContain('MARK');
});

describe('a warning is given', () => {
  test('when an email domain is all that keeps strangers out', () => {
    const env = { ...good, ALLOWED_ACCOUNTS: '', ALLOWED_EMAIL_DOMAINS: 'harbour.example' };
    expect(warnings(readConfig(env))).toEqual([expect.stringContaining('ALLOWED_ACCOUNTS')]);
  });

  test('and not when there is another list', () => {
    expect(warnings(readConfig({ ...good, ALLOWED_EMAIL_DOMAINS: 'harbour.example' }))).toEqual([]);
    expect(warnings(readConfig(good))).toEqual([]);
  });
});

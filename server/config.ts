import { createHash } from 'node:crypto';
import { isIP } from 'node:net';
import { z } from 'zod';
import { readSigningKey } from './audit/signing-key.ts';
import { isGuessable } from './guessable.ts';

/** What the process was told by its environment, parsed once. Lists are lower-cased. */
export type Config = Readonly<ReturnType<typeof toConfig>>;

/** Thrown when the environment cannot be used. Names every problem at once, never a value. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
  readonly problems: readonly string[];

  constructor(problems: readonly string[]) {
    super(`The configuration cannot be used:\n${problems.map((line) => `  - ${line}`).join('\n')}`);
    this.problems = problems;
  }
}

/** @throws {ConfigError} listing everything that is missing or wrong. */
export function readConfig(env: Readonly<Record<string, string | undefined>>): Config {
  // An empty variable (`NAME=` in an env file) means the same as an absent one.
  const given = Object.fromEntries(Object.entries(env).filter(([, value]) => value?.trim()));
  const parsed = environment.safeParse(given);
  const problems = [...(parsed.error?.issues.map(toSentence) ?? []), ...conflicts(given)];
  if (!parsed.success || problems.length > 0) throw new ConfigError(problems);
  return toConfig(parsed.data);
}

const list = z
  .string()
  .default('')
  .transform((text) => splitList(text).map((item) => item.toLowerCase()));

const nodes = list.refine((all) => all.every(isHostAndPort), 'each must be a host, or host:port');

const httpUrl = z
  .string()
  .refine(isHttpUrl, 'must be an http:// or https:// URL without query or fragment')
  .transform((url) => url.replace(/\/+$/, ''));

const minutesOrHours = (fallback: number) => z.coerce.number().positive().default(fallback);

const required = z
  .string('is required')
  .transform(splitList)
  .refine((all) => all.length > 0, 'is required');

const secrets = required.refine(
  (all) => all.every((secret) => secret.length >= 32),
  'each must have 32 characters or more',
);

const sealingKeys = required
  .refine((all) => all.every(isSealingKey), 'each must be kid:key, the key 32 bytes in base64url')
  .transform((all) => all.map(toSealingKey))
  .refine(
    (all) => new Set(all.map(({ kid }) => kid)).size === all.length,
    'each key must have a kid of its own',
  );

const environment = z.object({
  NODE_ENV: z.enum(['production', 'development', 'test']).default('production'),
  PORT: z.coerce.number().int().min(0).max(65_535).default(3000),
  BASE_URL: httpUrl.refine((url) => new URL(url).pathname === '/', 'must have no path'),
  REDIS_URL: z
    .string()
    .refine((url) => /^rediss?:\/\//.test(url), 'must begin with redis:// or rediss://')
    .optional(),
  REDIS_CLUSTER_NODES: nodes,
  REDIS_SENTINELS: nodes,
  REDIS_SENTINEL_NAME: z.string().optional(),
  REDIS_USERNAME: z.string().optional(),
  REDIS_PASSWORD: z.string().optional(),
  REDIS_TLS: z.stringbool().default(false),
  SESSION_SECRET: secrets,
  TOKEN_KEYS: sealingKeys,
  FINGERPRINT_KEY: z.string().min(32, 'must have 32 characters or more').optional(),
  AUDIT_SIGNING_KEY: z
    .string()
    .refine(isSigningKey, 'must be an Ed25519 private key: 32 bytes in base64url, or PEM')
    .optional(),
  LINODE_CLIENT_ID: z.string('is required').min(1),
  LINODE_CLIENT_SECRET: z.string('is required').min(1),
  LINODE_LOGIN_URL: httpUrl.default('https://login.linode.com'),
  LINODE_API_URL: httpUrl.default('https://api.linode.com/v4'),
  LINODE_SCOPES: z
    .string()
    .default('account:read_only linodes:read_only images:read_only events:read_only')
    .transform((text) => text.split(/[\s,]+/).filter(Boolean)),
  ALLOWED_USERS: list,
  ALLOWED_EMAIL_DOMAINS: list,
  ALLOWED_ACCOUNTS: list,
  ADMIN_USERS: list,
  SESSION_IDLE_MINUTES: minutesOrHours(30),
  SESSION_MAX_HOURS: minutesOrHours(12),
  SESSIONS_PER_USER: z.coerce.number().int().positive().default(10),
  TRUST_PROXY: z
    .string()
    .default('')
    .refine(isTrustProxy, 'must be a number of hops or a list of addresses, not "true"')
    .transform(toTrustProxy),
  SCALEWAY_API_URL: httpUrl.default('https://api.scaleway.com'),
  POLICY_FILE: z.string().optional(),
  METRICS_TOKEN: z.string().min(32, 'must have 32 characters or more').optional(),
  LOG_LEVEL: z.enum(['trace', 'debug', 'info', 'warn', 'error', 'silent']).default('info'),
});

type Environment = z.infer<typeof environment>;

type Given = Readonly<Record<string, string | undefined>>;

/** Problems that only show when several variables are seen together; read from the raw text. */
function conflicts(given: Given): string[] {
  const base = given['BASE_URL'] ?? '';
  const isReachable = !URL.canParse(base) || isSecureEnough(base);
  const isProduction = (given['NODE_ENV'] ?? 'production') === 'production';
  const needsKey = isProduction && URL.canParse(base) && !isLoopback(base);
  const rules: readonly [holds: boolean, sentence: string][] = [
    [
      howMany(given, ['REDIS_URL', 'REDIS_CLUSTER_NODES', 'REDIS_SENTINELS']) === 1,
      'REDIS_URL, REDIS_CLUSTER_NODES or REDIS_SENTINELS: set exactly one of them',
    ],
    [
      howMany(given, ['REDIS_SENTINELS']) === 0 || howMany(given, ['REDIS_SENTINEL_NAME']) === 1,
      'REDIS_SENTINEL_NAME is required with REDIS_SENTINELS',
    ],
    [
      howMany(given, ['ALLOWED_USERS', 'ALLOWED_EMAIL_DOMAINS', 'ALLOWED_ACCOUNTS']) > 0,
      'ALLOWED_USERS, ALLOWED_EMAIL_DOMAINS or ALLOWED_ACCOUNTS: set at least one, or nobody could be kept out',
    ],
    [isReachable, 'BASE_URL must be https:// (plain http:// is for localhost only)'],
    [
      !needsKey || howMany(given, ['FINGERPRINT_KEY']) === 1,
      'FINGERPRINT_KEY is required in production',
    ],
    [
      !needsKey || howMany(given, ['AUDIT_SIGNING_KEY']) === 1,
      'AUDIT_SIGNING_KEY is required in production',
    ],
  ];
  return [
    ...rules.filter(([holds]) => !holds).map(([, sentence]) => sentence),
    ...(isProduction ? onPlainHttp(given) : []),
    ...(needsKey ? guessable(given) : []),
  ];
}

/** Tokens and the client's secret would travel for everybody to read. */
function onPlainHttp(given: Given): string[] {
  return ['LINODE_LOGIN_URL', 'LINODE_API_URL', 'SCALEWAY_API_URL']
    .filter((name) => URL.canParse(given[name] ?? '') && !isSecureEnough(given[name] ?? ''))
    .map((name) => `${name} must be https:// in production (plain http:// is for localhost only)`);
}

function guessable(given: Given): string[] {
  return ['SESSION_SECRET', 'TOKEN_KEYS', 'FINGERPRINT_KEY', 'AUDIT_SIGNING_KEY', 'METRICS_TOKEN']
    .filter((name) => splitList(given[name] ?? '').some((one) => isGuessable(withoutKid(one))))
    .map((name) => `${name} must be drawn at random: it repeats itself, or comes from an example`);
}

function withoutKid(text: string): string {
  return text.replace(/^[\w-]{1,32}:/, '');
}

/** A list of nothing but commas is no list. */
function howMany(given: Given, names: readonly string[]): number {
  return names.filter((name) => splitList(given[name] ?? '').length > 0).length;
}

function toConfig(env: Environment) {
  return {
    production: env.NODE_ENV === 'production',
    port: env.PORT,
    baseUrl: new URL(env.BASE_URL).origin,
    secure: env.BASE_URL.startsWith('https:'),
    redis: {
      url: env.REDIS_URL,
      clusterNodes: env.REDIS_CLUSTER_NODES.map(toHostAndPort(6379)),
      sentinels: env.REDIS_SENTINELS.map(toHostAndPort(26_379)),
      sentinelName: env.REDIS_SENTINEL_NAME,
      username: env.REDIS_USERNAME,
      password: env.REDIS_PASSWORD,
      tls: env.REDIS_TLS,
    },
    sessionSecrets: env.SESSION_SECRET,
    tokenKeys: env.TOKEN_KEYS,
    fingerprintKey: env.FINGERPRINT_KEY ?? derivedKey('fingerprint', env.SESSION_SECRET),
    auditSigningKey: readSigningKey(
      env.AUDIT_SIGNING_KEY ?? derivedKey('audit', env.SESSION_SECRET),
    ),
    linode: {
      clientId: env.LINODE_CLIENT_ID,
      clientSecret: env.LINODE_CLIENT_SECRET,
      loginUrl: env.LINODE_LOGIN_URL,
      apiUrl: env.LINODE_API_URL,
      scopes: env.LINODE_SCOPES,
    },
    scaleway: { apiUrl: env.SCALEWAY_API_URL },
    allowed: {
      users: env.ALLOWED_USERS,
      emailDomains: env.ALLOWED_EMAIL_DOMAINS.map((domain) => domain.replace(/^@/, '')),
      accounts: env.ALLOWED_ACCOUNTS,
    },
    adminUsers: env.ADMIN_USERS,
    sessions: {
      idleMs: Math.round(env.SESSION_IDLE_MINUTES * 60_000),
      maxMs: Math.round(env.SESSION_MAX_HOURS * 3_600_000),
      perUser: env.SESSIONS_PER_USER,
    },
    trustProxy: env.TRUST_PROXY,
    policyFile: env.POLICY_FILE,
    metricsToken: env.METRICS_TOKEN,
    logLevel: env.LOG_LEVEL,
  };
}

/** Warnings a person who starts the server must see, though it may start. */
export function warnings(config: Config): string[] {
  const { users, emailDomains, accounts } = config.allowed;
  if (users.length > 0 || accounts.length > 0 || emailDomains.length === 0) return [];
  return [
    'Only ALLOWED_EMAIL_DOMAINS is set. Anybody can open a Linode account with such an address: set ALLOWED_ACCOUNTS too.',
  ];
}

function splitList(text: string): string[] {
  return text
    .split(',')
    .map((item) => item.trim())
    .filter(Boolean);
}

function isHttpUrl(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const url = new URL(text);
  return ['http:', 'https:'].includes(url.protocol) && url.search === '' && url.hash === '';
}

function isLoopback(url: string): boolean {
  return /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])$/.test(new URL(url).hostname);
}

function isSecureEnough(url: string): boolean {
  return url.startsWith('https:') || isLoopback(url);
}

function isSigningKey(text: string): boolean {
  try {
    readSigningKey(text);
    return true;
  } catch {
    // What is wrong with it is not for the log.
    return false;
  }
}

function isSealingKey(text: string): boolean {
  return /^[\w-]{1,32}:[\w-]{43}=?$/.test(text);
}

function toSealingKey(text: string) {
  const separator = text.indexOf(':');
  return {
    kid: text.slice(0, separator),
    key: Buffer.from(text.slice(separator + 1), 'base64url'),
  };
}

/** Express's `trust proxy`: a number of hops, or addresses and CIDR ranges; nobody by default. */
function toTrustProxy(text: string): number | string[] | false {
  if (text === '') return false;
  return /^\d+$/.test(text) ? Number(text) : splitList(text);
}

function isTrustProxy(text: string): boolean {
  return /^\d*$/.test(text) || splitList(text).every(isAddressOrRange);
}

/** An address, a CIDR range, or one of the names that Express has for private ranges. */
function isAddressOrRange(text: string): boolean {
  if (['loopback', 'linklocal', 'uniquelocal'].includes(text)) return true;
  const [address = '', bits = '0', ...rest] = text.split('/');
  const longest = { 0: -1, 4: 32, 6: 128 }[isIP(address)] ?? -1;
  return rest.length === 0 && /^\d+$/.test(bits) && Number(bits) <= longest;
}

function isHostAndPort(text: string): boolean {
  return /^([\w.-]+|\[[\da-f:]+\])(:\d+)?$/i.test(text) && URL.canParse(`tcp://${text}`);
}

function toHostAndPort(defaultPort: number) {
  return (text: string) => {
    const url = new URL(`tcp://${text}`);
    return { host: url.hostname, port: url.port === '' ? defaultPort : Number(url.port) };
  };
}

function derivedKey(purpose: string, secretList: readonly string[]): string {
  return createHash('sha256').update(`${purpose}|${secretList[0]}`).digest('base64url');
}

function toSentence(issue: z.core.$ZodIssue): string {
  const message = issue.message.startsWith('Invalid input')
    ? 'is missing or not valid'
    : issue.message;
  return `${issue.path.join('.')} ${message}`;
}

import { readFileSync } from 'node:fs';
import { portalSecrets } from '../test/support/portal.ts';
import { freePort } from '../test/support/free-port.ts';
import { type RedisServer } from '../test/support/redis-server.ts';
import type { Sandbox } from '../test/support/sandbox.ts';
import { TestVisitor, type Person } from '../test/support/visitor.ts';
import type { Target } from './peers.ts';
import { startMeasured, untilAnswers } from './process.ts';

export interface PortalNeighbours {
  readonly redis: RedisServer;
  readonly sandbox: Sandbox;
  readonly apiUrl: string;
  readonly people: readonly Person[];
}

interface PortalWish {
  /** Who signs in; everybody where nothing is said. */
  readonly people?: readonly Person[];
  readonly name?: string;
  /** The folder of another build, to compare two. */
  readonly dist?: string;
  /** For Node itself. */
  readonly options?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
}

/** The built portal as `npm start` starts it, with many people signed in. */
export async function startBuiltPortal(
  around: PortalNeighbours,
  { people = around.people, name = 'Quayside', ...wish }: PortalWish = {},
): Promise<Target> {
  const port = await freePort();
  const baseUrl = `http://127.0.0.1:${port}`;
  await around.sandbox.registerRedirectUri(`${baseUrl}/oauth/callback`);
  const started = startMeasured(startCommand(wish), {
    ...portalEnv(around, baseUrl),
    ...wish.env,
  });
  await untilAnswers(`${baseUrl}/healthz`);
  const cookies: string[] = [];
  for (const [index, person] of people.entries())
    cookies.push(await signIn(baseUrl, person, `203.0.113.${index}`));
  return { name, baseUrl, cookies, process: started };
}

export function portalEnv(
  { redis, sandbox, apiUrl }: PortalNeighbours,
  baseUrl: string,
): Readonly<Record<string, string | undefined>> {
  return {
    PATH: process.env['PATH'],
    NODE_ENV: 'production',
    PORT: new URL(baseUrl).port,
    BASE_URL: baseUrl,
    REDIS_URL: redis.url,
    ...portalSecrets,
    LINODE_CLIENT_ID: sandbox.clientId,
    LINODE_CLIENT_SECRET: sandbox.clientSecret,
    LINODE_LOGIN_URL: sandbox.loginUrl,
    LINODE_API_URL: apiUrl,
    ALLOWED_EMAIL_DOMAINS: 'harbour.example',
    ADMIN_USERS: 'ada-admin',
    TRUST_PROXY: '1',
    SESSIONS_PER_USER: '100000',
  };
}

export async function signIn(baseUrl: string, person: Person, address: string): Promise<string> {
  const visitor = new TestVisitor({ baseUrl });
  await visitor.signIn(person, '/sign-in', { 'X-Forwarded-For': address });
  return [...visitor.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
}

/** What stands in package.json, with this very Node. */
function startCommand({ dist = 'dist', options = [] }: PortalWish): readonly string[] {
  const file = new URL('../package.json', import.meta.url);
  const { scripts } = JSON.parse(readFileSync(file, 'utf8')) as { scripts: { start: string } };
  const [, ...args] = scripts.start.split(' ');
  return [
    process.execPath,
    ...options,
    ...extra(),
    ...args.map((arg) => arg.replace(/^dist(?=\/)/, dist)),
  ];
}

/** For whoever looks for the cost: BENCH_NODE_OPTIONS="--cpu-prof …". */
function extra(): readonly string[] {
  return (process.env['BENCH_NODE_OPTIONS'] ?? '').split(' ').filter(Boolean);
}

import { existsSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { request } from 'undici';
import { freePort } from '../test/support/free-port.ts';
import { type RedisServer } from '../test/support/redis-server.ts';
import { startMeasured, untilAnswers, type Measured } from './process.ts';

/** Something that answers requests, and what those who are signed in there send it. */
export interface Target {
  readonly name: string;
  readonly baseUrl: string;
  readonly cookies: readonly string[];
  readonly process: Measured;
}

export interface Neighbours {
  readonly redis: RedisServer;
  readonly apiUrl: string;
  /** An OpenID provider. */
  readonly issuerUrl: string;
}

/** One GET in Redis, one call, the answer sent on: what cannot be left out. */
export async function startLimit({ redis, apiUrl }: Neighbours): Promise<Target> {
  await redis.client.set('limit:bench', JSON.stringify({ token: 'a'.repeat(64) }));
  const target = await startNode('limit', { REDIS_URL: redis.url, API_URL: apiUrl });
  return { ...target, cookies: ['session=bench'] };
}

/** express-openid-connect with its sessions in Redis, before the same call. */
export async function startOpenIdConnect(around: Neighbours): Promise<Target> {
  const { redis, apiUrl, issuerUrl } = around;
  const env = { REDIS_URL: redis.url, API_URL: apiUrl, ISSUER_URL: issuerUrl };
  const target = await startNode('openid-connect', env);
  return { ...target, cookies: [await signedIn(`${target.baseUrl}/login`)] };
}

export const isApacheInstalled = existsSync('/usr/sbin/apache2');

/** Apache httpd with mod_auth_openidc. */
export async function startApache(around: Neighbours): Promise<Target> {
  const port = await freePort();
  const baseUrl = `http://127.0.0.1:${port}`;
  const dir = mkdtempSync(path.join(tmpdir(), 'quayside-httpd-'));
  const config = new URL('peers/apache.conf', import.meta.url).pathname;
  // It refuses to serve as root, and asks nobody who is not root for a user.
  const user = process.getuid?.() === 0 ? ['-c', 'User www-data', '-c', 'Group www-data'] : [];
  const command = ['/usr/sbin/apache2', '-D', 'FOREGROUND', ...user, '-f', config];
  const started = startMeasured(command, {
    DIR: dir,
    MODULES: '/usr/lib/apache2/modules',
    PORT: String(port),
    BASE_URL: baseUrl,
    ISSUER_URL: around.issuerUrl,
    REDIS_ADDRESS: around.redis.url.replace('redis://', ''),
    LIST_URL: `${around.apiUrl}/linode/instances`,
  });
  await untilAnswers(baseUrl);
  const cookies = [await signedIn(`${baseUrl}/list`)];
  return { name: 'Apache + mod_auth_openidc', baseUrl, cookies, process: started };
}

async function startNode(
  name: string,
  env: Readonly<Record<string, string>>,
): Promise<Omit<Target, 'cookies'>> {
  const port = await freePort();
  const baseUrl = `http://127.0.0.1:${port}`;
  const command = [process.execPath, `bench/peers/${name}.mjs`];
  const started = startMeasured(command, {
    ...env,
    NODE_ENV: 'production',
    PORT: String(port),
    BASE_URL: baseUrl,
  });
  await untilAnswers(baseUrl);
  return { name, baseUrl, process: started };
}

/** Follows redirects from `start` with a jar of cookies until nothing more is asked. */
async function signedIn(start: string): Promise<string> {
  const jar = new Map<string, string>();
  const toHeader = () => [...jar].map(([name, value]) => `${name}=${value}`).join('; ');
  let url = start;
  for (let step = 0; step < 8; step += 1) {
    const answer = await request(url, { headers: { accept: 'text/html', cookie: toHeader() } });
    await answer.body.dump();
    for (const line of [answer.headers['set-cookie'] ?? []].flat()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
      if (value === '') jar.delete(name);
      else jar.set(name, value);
    }
    const { location } = answer.headers;
    if (typeof location !== 'string') return toHeader();
    url = new URL(location, url).href;
  }
  throw new Error(`signing in at ${start} does not end`);
}

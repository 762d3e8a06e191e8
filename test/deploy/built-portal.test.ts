import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { freePort } from '../support/free-port.ts';
import { portalSecrets } from '../support/portal.ts';
import { startRedis, type RedisServer } from '../support/redis-server.ts';

/** A checkout of what the image is built from, so that nothing in dist/ is shared with anybody. */
let checkout: string;
let redis: RedisServer;

beforeAll(async () => {
  checkout = mkdtempSync(path.join(tmpdir(), 'quayside-build-'));
  for (const source of sourcesOfTheImage()) cpSync(source, path.join(checkout, source), recursive);
  symlinkSync(path.resolve('node_modules'), path.join(checkout, 'node_modules'));
  redis = await startRedis();
  execFileSync('npm', ['run', '--silent', 'build'], { cwd: checkout });
});

afterAll(async () => {
  await redis.stop();
  rmSync(checkout, { recursive: true, force: true });
});

describe('the built portal', () => {
  test('serves its pages and assets, and ends with code 0 when told to', async () => {
    const port = await freePort();
    const baseUrl = `http://127.0.0.1:${port}`;
    const portal = start({ ...goodEnvironment(), PORT: String(port), BASE_URL: baseUrl });
    try {
      await untilReady(baseUrl);
      expect(await statusOf(`${baseUrl}/healthz`)).toBe(200);
      expect(await statusOf(`${baseUrl}/readyz`)).toBe(200);

      const page = await (await fetch(baseUrl)).text();
      const sheets = [...page.matchAll(/href="([^"]+\.css)"/g)].map(([, href = '']) => href);
      expect(sheets.length).toBeGreaterThanOrEqual(2);
      for (const sheet of sheets) expect(await statusOf(baseUrl + sheet)).toBe(200);
    } finally {
      portal.kill('SIGTERM');
    }
    expect(await once(portal, 'exit')).toEqual([0, null]);
  });

  test('does not start in a wrong environment: it names every problem, and no value', async () => {
    const wrong = {
      SESSION_SECRET: 'marked-value-one',
      TOKEN_KEYS: 'k1:marked-value-two',
      BASE_URL: 'http://marked-value-three.example',
      LINODE_CLIENT_ID: '',
    };
    const portal = start({ ...goodEnvironment(), ...wrong });
    let complaint = '';
    portal.stderr?.on('data', (chunk) => (complaint += String(chunk)));
    expect(await once(portal, 'close')).toEqual([1, null]);
    for (const name of ['SESSION_SECRET', 'TOKEN_KEYS', 'LINODE_CLIENT_ID'])
      expect(complaint).toContain(name);
    expect(complaint).not.toContain('marked-value');
  });
});

const recursive = { recursive: true } as const;

/** What the Dockerfile copies before it builds: a file it forgets is missing here, too. */
function sourcesOfTheImage(): string[] {
  const [beforeProduction = ''] = readFileSync('Dockerfile', 'utf8').split(' AS production-deps');
  const lines = [...beforeProduction.matchAll(/^COPY (.+) \S+$/gm)];
  return lines.flatMap(([, sources = '']) => sources.split(' '));
}

function goodEnvironment() {
  return {
    NODE_ENV: 'production',
    PORT: '0',
    BASE_URL: 'http://127.0.0.1:3000',
    REDIS_URL: redis.url,
    ...portalSecrets,
    LINODE_CLIENT_ID: 'id',
    LINODE_CLIENT_SECRET: 'secret',
    ALLOWED_USERS: 'ada-admin',
  };
}

function start(env: Record<string, string>): ChildProcess {
  const command = ['--enable-source-maps', 'dist/server/main.js'];
  return spawn(process.execPath, command, { cwd: checkout, env });
}

async function statusOf(url: string): Promise<number> {
  const { status } = await fetch(url);
  return status;
}

async function untilReady(baseUrl: string): Promise<void> {
  for (let tries = 0; tries < 200; tries += 1) {
    if ((await statusOf(`${baseUrl}/readyz`).catch(() => 0)) === 200) return;
    await sleep(100);
  }
  throw new Error('the built portal did not become ready');
}

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Redis } from 'ioredis';
import type { RedisDeployment } from './redis-deployment.ts';
import { freePort } from './free-port.ts';
import { startRedisProcess } from './redis-process.ts';

export interface RedisServer extends RedisDeployment {
  readonly url: string;
  readonly client: Redis;
  /** Ends the process at once, as a crash would. */
  kill(): Promise<void>;
  /** The same, when what it has answered lies on disk: that it can lose a second is its own affair. */
  crash(): Promise<void>;
  /** It keeps its connections and answers nobody, until it goes on. */
  pause(): void;
  resume(): void;
  /** Starts it again on the same port, with what was written before. */
  start(): Promise<void>;
}

/** A private Redis with append-only file and no eviction, on a free port of the loopback. */
export async function startRedis(): Promise<RedisServer> {
  const dir = await mkdtemp(path.join(tmpdir(), 'quayside-redis-'));
  const port = await freePort();
  const start = async () => await startRedisProcess(port, [...durable, '--dir', dir]);
  let running = await start();
  const client = new Redis(port, '127.0.0.1', { retryStrategy: () => 50 });
  client.on('error', () => null);
  const url = `redis://127.0.0.1:${port}`;
  return {
    env: { REDIS_URL: url },
    url,
    client,
    kill: async () => await running.kill(),
    async crash() {
      await client.config('SET', 'appendfsync', 'always');
      await client.set('written', 'by then', 'PX', 60_000);
      await running.kill();
    },
    pause: () => running.pause(),
    resume: () => running.resume(),
    async start() {
      running = await start();
    },
    async stop() {
      client.disconnect();
      await running.kill();
      await rm(dir, { recursive: true, force: true });
    },
  };
}

/** What docs/operations.md asks of every Redis. */
export const durable = ['--save', '', '--appendonly', 'yes', '--maxmemory-policy', 'noeviction'];

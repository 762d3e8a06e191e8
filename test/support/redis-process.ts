import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { Redis } from 'ioredis';

export interface RedisProcess {
  readonly port: number;
  /** Ends it at once, as a crash would. */
  kill(): Promise<void>;
  /** It keeps its connections and answers nobody, as a machine that hangs. */
  pause(): void;
  resume(): void;
}

/** It takes a fraction of a second; on a machine that is very busy, more. */
const START_MS = 120_000;

const leash = fileURLToPath(new URL('../../script/leash', import.meta.url));

/** A `redis-server` on the loopback. It is on a leash: however a test ends, it ends too. */
export async function startRedisProcess(
  port: number,
  args: readonly string[],
): Promise<RedisProcess> {
  const command = ['redis-server', ...args, '--port', String(port), '--bind', '127.0.0.1'];
  const held = spawn(leash, command, { stdio: ['pipe', 'ignore', 'ignore'] });
  const ended = once(held, 'exit');
  const pid = await pidOf(port);
  return {
    port,
    async kill() {
      if (held.exitCode !== null) return;
      process.kill(pid, 'SIGKILL');
      await ended;
    },
    pause: () => void process.kill(pid, 'SIGSTOP'),
    resume: () => void (held.exitCode === null && process.kill(pid, 'SIGCONT')),
  };
}

/** Over a connection of its own, which ends with the question. */
export async function askRedis<T>(port: number, question: (node: Redis) => Promise<T>): Promise<T> {
  const node = new Redis(port, '127.0.0.1');
  try {
    return await question(node);
  } finally {
    node.disconnect();
  }
}

/** Once it answers, it says who it is. */
async function pidOf(port: number): Promise<number> {
  const probe = new Redis(port, '127.0.0.1', { lazyConnect: true, retryStrategy: () => null });
  probe.on('error', () => null);
  for (const end = Date.now() + START_MS; Date.now() < end; await sleep(25)) {
    try {
      await probe.connect();
      const pid = /process_id:(\d+)/.exec(await probe.info('server'))?.[1];
      probe.disconnect();
      return Number(pid);
    } catch {
      // Not yet.
    }
  }
  throw new Error('redis-server did not start');
}

import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { portalSecrets } from './portal.ts';
import { freePort } from './redis-server.ts';

export interface PortalProcess {
  readonly baseUrl: string;
  readonly logLines: readonly string[];
  signal(name: 'SIGHUP' | 'SIGSTOP' | 'SIGCONT'): void;
  /** False once the process has ended, by itself or not. */
  isRunning(): boolean;
  stop(): Promise<void>;
}

/** The portal as an operator starts it: a process of its own that knows nothing but its environment. */
export async function startPortalProcess(
  env: Readonly<Record<string, string>>,
): Promise<PortalProcess> {
  const port = await freePort();
  const baseUrl = `http://127.0.0.1:${port}`;
  const child = spawn(process.execPath, ['--import', 'tsx', 'server/main.ts'], {
    cwd: new URL('../../', import.meta.url),
    env: {
      PATH: process.env['PATH'],
      PORT: String(port),
      BASE_URL: baseUrl,
      ...portalSecrets,
      ...env,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const logLines: string[] = [];
  for (const stream of [child.stdout, child.stderr])
    createInterface(stream).on('line', (line) => logLines.push(line));
  await untilListening(baseUrl, child, logLines);
  return {
    baseUrl,
    logLines,
    signal: (name) => void child.kill(name),
    isRunning: () => child.exitCode === null && child.signalCode === null,
    stop: async () => await stop(child),
  };
}

async function untilListening(
  baseUrl: string,
  child: ChildProcess,
  logLines: readonly string[],
): Promise<void> {
  for (let tries = 0; tries < 400; tries += 1) {
    if (child.exitCode !== null) break;
    const answer = await fetch(`${baseUrl}/healthz`).catch(() => null);
    if (answer?.ok) return;
    await sleep(50);
  }
  throw new Error(`the portal did not start:\n${logLines.join('\n')}`);
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exited = once(child, 'exit');
  child.kill('SIGTERM');
  const lost = setTimeout(() => child.kill('SIGKILL'), 5000);
  await exited;
  clearTimeout(lost);
}

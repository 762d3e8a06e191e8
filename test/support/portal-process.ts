import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { commandFor } from './built.ts';
import { freePort } from './free-port.ts';
import { portalSecrets } from './portal-secrets.ts';

export interface PortalProcess {
  /** Its own address; what it takes for the portal's may be a proxy's. */
  readonly baseUrl: string;
  readonly logLines: readonly string[];
  signal(name: 'SIGHUP' | 'SIGSTOP' | 'SIGCONT' | 'SIGTERM' | 'SIGUSR2'): void;
  /** False once the process has ended, by itself or not. */
  isRunning(): boolean;
  /** The code with which it ended; null for a signal that ended it. */
  readonly ended: Promise<number | null>;
  /** Ends it at once, as a crash would. */
  kill(): Promise<void>;
  stop(): Promise<void>;
}

/** It takes a second or two; on a machine that is very busy, more. */
const START_MS = 120_000;

const root = fileURLToPath(new URL('../../', import.meta.url));

/** The portal as an operator starts it: a process of its own that knows nothing but its environment. */
export async function startPortalProcess(
  env: Readonly<Record<string, string>>,
): Promise<PortalProcess> {
  const port = await freePort();
  const baseUrl = `http://127.0.0.1:${port}`;
  const child = spawn(process.execPath, ['--import', endWithParent, ...commandFor('server')], {
    cwd: root,
    env: {
      PATH: process.env['PATH'],
      PORT: String(port),
      BASE_URL: baseUrl,
      ...portalSecrets,
      ...env,
    },
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  const logLines: string[] = [];
  for (const stream of [child.stdout, child.stderr])
    createInterface(stream).on('line', (line) => logLines.push(line));
  const ended = once(child, 'exit').then(([code]) => code as number | null);
  await untilListening(baseUrl, child, logLines);
  return {
    baseUrl,
    logLines,
    signal: (name) => void child.kill(name),
    isRunning: () => isRunning(child),
    ended,
    kill: async () => await end(child, 'SIGKILL'),
    stop: async () => await stop(child),
  };
}

const endWithParent = new URL('end-with-parent.mjs', import.meta.url).href;

async function untilListening(
  baseUrl: string,
  child: ChildProcess,
  logLines: readonly string[],
): Promise<void> {
  for (const end = Date.now() + START_MS; Date.now() < end; await sleep(50)) {
    if (child.exitCode !== null) break;
    const signal = AbortSignal.timeout(START_MS / 10);
    const answer = await fetch(`${baseUrl}/healthz`, { signal }).catch(() => null);
    if (answer?.ok) return;
  }
  throw new Error(`the portal did not start:\n${logLines.join('\n')}`);
}

async function stop(child: ChildProcess): Promise<void> {
  const lost = setTimeout(() => child.kill('SIGKILL'), 5000);
  await end(child, 'SIGTERM');
  clearTimeout(lost);
}

async function end(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  if (!isRunning(child)) return;
  const exited = once(child, 'exit');
  child.kill(signal);
  await exited;
}

function isRunning({ exitCode, signalCode }: ChildProcess): boolean {
  return exitCode === null && signalCode === null;
}

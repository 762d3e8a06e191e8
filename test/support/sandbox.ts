import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import type { scalewayKeys } from '../../sandbox/scaleway/keys.ts';
import { commandFor } from './built.ts';
import { createControlClient } from './sandbox-control.ts';
import type { ControlClient } from './sandbox-control.ts';

export { approve } from '../../sandbox/login/walk.ts';
export type { Fault, LogEntry, Switches } from './sandbox-control.ts';

export type SandboxUser = {
  readonly username: string;
  readonly password: string;
  readonly description: string;
};

/** What the sandbox prints when it listens. */
type Started = {
  readonly loginUrl: string;
  /** Ends in /v4. */
  readonly apiUrl: string;
  readonly scalewayUrl: string;
  readonly controlUrl: string;
  readonly clientId: string;
  readonly clientSecret: string;
  /** The users who have parts in the demo. */
  readonly users: readonly SandboxUser[];
  /** Secret keys that Scaleway's stand-in knows. */
  readonly scalewayKeys: typeof scalewayKeys;
  /** The other people of Harbour Co, who can sign in too. */
  readonly colleagues: readonly SandboxUser[];
};

export type Sandbox = Started & ControlClient & { readonly stop: () => Promise<void> };

type SandboxOptions = {
  readonly redirectUris?: readonly string[];
  /** Duration of one phase of a Linode's life. Default 300. */
  readonly lifecycleMs?: number;
};

/** Starts the stand-in for Linode as a child process on free ports of the loopback. */
export async function startSandbox(options: SandboxOptions = {}): Promise<Sandbox> {
  const child = spawn(process.execPath, commandFor('sandbox'), {
    cwd: new URL('../../', import.meta.url),
    env: { ...process.env, ...toEnvironment(options) },
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  const started = await readStarted(child);
  return { ...started, ...createControlClient(started.controlUrl), stop: () => stop(child) };
}

function toEnvironment({ redirectUris, lifecycleMs = 300 }: SandboxOptions) {
  return {
    SANDBOX_EXIT_WITH_PARENT: '1',
    SANDBOX_LIFECYCLE_MS: String(lifecycleMs),
    // Those of the data file are enough, and known by name.
    SANDBOX_MORE_LINODES: '0',
    ...(redirectUris ? { SANDBOX_REDIRECT_URI: redirectUris.join(',') } : {}),
  };
}

async function readStarted(child: ChildProcess): Promise<Started> {
  const { stdout, stderr } = child;
  if (!stdout || !stderr) throw new Error('the sandbox has no pipes');
  let complaints = '';
  stderr.on('data', (chunk) => (complaints += String(chunk)));
  const lines = createInterface(stdout);
  const exited = once(child, 'exit').then(() => {
    throw new Error(`the sandbox did not start: ${complaints}`);
  });
  const [line] = await Promise.race([once(lines, 'line'), exited]);
  exited.catch(() => {
    // It has started; its end is stop()'s business.
  });
  return JSON.parse(String(line)) as Started; // printed by sandbox/main.ts
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exited = once(child, 'exit');
  child.kill('SIGTERM');
  await exited;
}

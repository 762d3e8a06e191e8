import { spawn } from 'node:child_process';
import path from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';

/** What a suite's process is asked: which tests to run for which mutants, or what its tests cover. */
export interface Plan {
  /** What each test, and each hook, may take. */
  readonly limitMs: number;
  /** A list of tests with 'hooks' in it means all of them. Default: cover. */
  readonly mutants?: readonly { readonly id: string; readonly tests: readonly string[] }[];
}

export type Outcome = 'killed' | 'timed out' | 'survived';

/** What a suite goes through: mutants and milliseconds by test; hooks around all tests are 'hooks'. */
export interface Coverage {
  /** Whether its tests passed twice in one process. */
  readonly isRepeatable: boolean;
  readonly times: Readonly<Record<string, number>>;
  readonly covers: Readonly<Record<string, readonly string[]>>;
  /** Mutants gone through while modules were loaded. */
  readonly static: readonly string[];
}

export type Answer =
  | { readonly kind: 'step' }
  | ({ readonly kind: 'coverage' } & Coverage)
  | { readonly kind: 'begun'; readonly id: string }
  | { readonly kind: 'outcome'; readonly id: string; readonly outcome: Outcome };

/** A suite opens a thousand modules before it says anything, on a busy machine for long. */
const LOAD_MS = 300_000;

/**
 * Runs a suite of the copy in a process of its own, which is killed when it is silent for longer than
 * `silenceMs`.
 *
 * @returns what it answered so far, and the end of what it complained of.
 */
export async function runSuite(
  root: string,
  suite: string,
  { plan, silenceMs }: { readonly plan: Plan; readonly silenceMs: number },
): Promise<{ readonly answers: readonly Answer[]; readonly complaints: string }> {
  const jest = ['--experimental-vm-modules', 'node_modules/jest/bin/jest.js'];
  const cache = `--cacheDirectory=${path.join(root, '.jest')}`;
  const options = ['--runInBand', '--silent', '--forceExit', cache, '--runTestsByPath', suite];
  const child = spawn(process.execPath, [...jest, ...options], {
    cwd: root,
    env: { ...process.env, MUTATION_PLAN: JSON.stringify(plan) },
    stdio: ['ignore', 'ignore', 'pipe', 'pipe'],
  });
  const kill = () => child.kill('SIGKILL');
  process.once('exit', kill);
  let complaints = '';
  child.stderr?.on('data', (chunk) => (complaints = `${complaints}${String(chunk)}`.slice(-2000)));

  const answers: Answer[] = [];
  let silence = setTimeout(kill, LOAD_MS);
  for await (const line of createInterface({ input: child.stdio[3] as Readable })) {
    answers.push(JSON.parse(line) as Answer); // globals.ts wrote it
    clearTimeout(silence);
    silence = setTimeout(kill, silenceMs);
  }
  clearTimeout(silence);
  kill();
  process.removeListener('exit', kill);
  return { answers, complaints };
}

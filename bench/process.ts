import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';

// Only a bench that ends by `exit` can take its processes along.
for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => process.exit(1));

export interface Measured {
  readonly pid: number;
  /** CPU time so far of the process and of those it started, in milliseconds. */
  cpuMs(): number;
  /** Memory of them all, shared pages divided among their users, in MB. */
  pssMb(): number;
  stop(): Promise<void>;
}

/** Linux counts CPU time in hundredths of a second. */
const MS_PER_TICK = 10;

/** Starts a program whose cost is to be measured; what it says goes nowhere, its complaints to ours. */
export function startMeasured(
  [command = '', ...args]: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
  cwd = new URL('../', import.meta.url),
): Measured {
  const child = spawn(command, args, { cwd, env, stdio: ['ignore', 'ignore', 'inherit'] });
  endWithBench(child);
  const pid = child.pid ?? 0;
  return {
    pid,
    cpuMs: () => sum(familyOf(pid).map(cpuMsOf)),
    pssMb: () => sum(familyOf(pid).map(pssMbOf)),
    stop: async () => await stop(child),
  };
}

/** Starts a helper of the bench that prints one line of JSON when it is ready. */
export async function startHelper<Started>(
  args: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
): Promise<Started & { stop(): Promise<void> }> {
  const child = spawn(process.execPath, args, {
    cwd: new URL('../', import.meta.url),
    env,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  endWithBench(child);
  const [line] = (await once(createInterface(child.stdout), 'line')) as [string];
  const started = JSON.parse(line) as Started; // printed by a program of ours
  return { ...started, stop: async () => await stop(child) };
}

/** Waits until something answers there, whatever it says. */
export async function untilAnswers(url: string): Promise<void> {
  for (let tries = 0; tries < 400; tries += 1) {
    const answer = await fetch(url, { redirect: 'manual' }).catch(() => null);
    await answer?.arrayBuffer();
    if (answer !== null) return;
    await sleep(50);
  }
  throw new Error(`${url} does not answer`);
}

function endWithBench(child: ChildProcess): void {
  process.once('exit', () => child.kill());
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exited = once(child, 'exit');
  child.kill('SIGTERM');
  const lost = setTimeout(() => child.kill('SIGKILL'), 5000);
  await exited;
  clearTimeout(lost);
}

/** A process and all below it. */
function familyOf(pid: number): readonly number[] {
  const parents = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map((name) => ({ pid: Number(name), parent: Number(statOf(Number(name))?.[1]) }));
  const family = [pid];
  for (const member of family)
    family.push(...parents.filter(({ parent }) => parent === member).map((child) => child.pid));
  return family;
}

function cpuMsOf(pid: number): number {
  const fields = statOf(pid);
  if (fields === null) return 0;
  return (Number(fields[11]) + Number(fields[12])) * MS_PER_TICK;
}

/** The fields of /proc/PID/stat behind the name, which may hold blanks: state, parent, … */
function statOf(pid: number): readonly string[] | null {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return text.slice(text.lastIndexOf(')') + 2).split(' ');
  } catch {
    // It has ended meanwhile.
    return null;
  }
}

function pssMbOf(pid: number): number {
  const text = readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8');
  return Number(/^Pss:\s+(\d+)/m.exec(text)?.[1] ?? 0) / 1024;
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

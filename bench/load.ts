import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import type { Target } from './peers.ts';

export interface Load {
  readonly path: string;
  readonly accept: string;
  readonly connections: number;
  readonly amount: number;
}

export interface LoadResult {
  readonly requests: number;
  readonly seconds: number;
  /** Latency in ms, as the sender saw it. */
  readonly p50: number;
  readonly p99: number;
  readonly bytesEach: number;
  /** CPU time of the answering process per request, in ms. */
  readonly cpuMs: number;
}

/** What peers/load.mjs prints. */
type Sent = Omit<LoadResult, 'cpuMs'> & { readonly failed: number; readonly outcome: object };

const run = promisify(execFile);

/** Sends one slice of load at a target. @throws when more than one answer in a hundred is not good. */
export async function loadOn(target: Target, load: Load): Promise<LoadResult> {
  const { path, ...rest } = load;
  const { baseUrl, cookies } = target;
  const asked = JSON.stringify({ url: baseUrl + path, cookies, ...rest });
  const before = target.process.cpuMs();
  const { stdout } = await run(process.execPath, ['bench/peers/load.mjs', asked]);
  const spentMs = target.process.cpuMs() - before;
  const { failed, outcome, ...result } = JSON.parse(stdout) as Sent;
  if (failed > result.requests / 100)
    throw new Error(`${target.name} ${path}: ${JSON.stringify(outcome)}`);
  return { ...result, cpuMs: spentMs / result.requests };
}

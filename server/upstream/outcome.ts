import type { CallOutcome } from '../observer.ts';
import { readRetryAfter } from './retry-after.ts';

/** How a call came out. `answer` gives what it gave, or throws what it threw. */
export interface Outcome<Answer> {
  readonly person: string | null;
  /** True when it speaks against the host: no answer, or one that says that the host itself failed. */
  readonly failed: boolean;
  readonly answer: () => Answer;
  readonly wait: Wait | null;
}

/** What an answer of this status asked for. */
export interface Wait {
  readonly status: number;
  readonly seconds: number;
}

const failures: ReadonlySet<CallOutcome> = new Set(['failed', 'timeout', 'network']);

export function isFailure(outcome: CallOutcome): boolean {
  return failures.has(outcome);
}

export function outcomeOfStatus(status: number): CallOutcome {
  if (status >= 500) return 'failed';
  if (status === 429) return 'rate-limited';
  return status >= 400 ? 'refused' : 'ok';
}

/** By name: what fetch and undici throw is of no one class. */
export function outcomeOfError(error: unknown): CallOutcome {
  const name = typeof error === 'object' && error !== null && 'name' in error ? error.name : '';
  if (name === 'AnswerTooLarge') return 'too-large';
  return /Timeout|Abort/.test(String(name)) ? 'timeout' : 'network';
}

export function readWait(status: number, retryAfter: string | null): Wait | null {
  const seconds = status === 429 || status === 503 ? readRetryAfter(retryAfter) : null;
  return seconds === null ? null : { status, seconds };
}

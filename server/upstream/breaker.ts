import {
  BrokenCircuitError,
  CircuitState,
  ConsecutiveBreaker,
  DelegateBackoff,
  circuitBreaker,
  handleWhenResult,
  type CircuitBreakerPolicy,
  type IBreaker,
  type IHalfOpenAfterBackoffContext,
} from 'cockatiel';
import type { NotSentReason } from '../observer.ts';
import { NotSent } from './errors.ts';
import type { Outcome } from './outcome.ts';

export type BreakerState = 'closed' | 'open' | 'half-open';

/** Lets calls through while they succeed, and for a while none at all once too many have failed. */
export interface Breaker {
  /** @throws {NotSent} while it is open */
  execute<Answer>(call: () => Promise<Outcome<Answer>>): Promise<Outcome<Answer>>;
  state(): BreakerState;
}

const FIRST_PAUSE_MS = 1000;
const MAX_PAUSE_MS = 8000;
/** While one call tries whether the host is back, the others wait for it this long. */
const PROBE_WAIT_MS = 1000;

/** Opens once so many calls of one person have failed in a row. */
export function createPersonBreaker(failures: number): Breaker {
  return createBreaker('broken-for-person', new ConsecutiveBreaker(failures));
}

/**
 * Opens once so many calls in a row have failed, whoever made them; but not for calls of one person
 * alone, who may have found a way of their own to make the host fail.
 */
export function createHostBreaker(failures: number): Breaker {
  const people = new Set<string | null>();
  let inARow = 0;
  const rule: IBreaker = {
    state: null,
    success() {
      inARow = 0;
      people.clear();
    },
    failure() {
      inARow += 1;
      return inARow >= failures && (people.size > 1 || people.has(null));
    },
  };
  return createBreaker('broken', rule, (person) => people.add(person));
}

function createBreaker(
  reason: NotSentReason,
  rule: IBreaker,
  onFailure: (person: string | null) => void = () => {},
): Breaker {
  let nextProbeAt = 0;
  const isFailure = (result: unknown) => {
    const { failed, person } = result as Outcome<unknown>; // `execute` lets nothing else in
    if (failed) onFailure(person);
    return failed;
  };
  const policy = circuitBreaker(handleWhenResult(isFailure), {
    breaker: rule,
    halfOpenAfter: new DelegateBackoff<IHalfOpenAfterBackoffContext>(({ attempt }) => {
      const pauseMs = pauseBeforeProbe(attempt);
      nextProbeAt = Date.now() + pauseMs;
      return pauseMs;
    }),
  });
  const refusal = () => new NotSent(reason, nextProbeAt - Date.now());

  return {
    async execute(call) {
      if (policy.state === CircuitState.HalfOpen && !(await isProbed(policy))) throw refusal();
      try {
        return await policy.execute(call);
      } catch (error) {
        throw error instanceof BrokenCircuitError ? refusal() : error;
      }
    },
    state: () => names[policy.state],
  };
}

const names: Readonly<Record<CircuitState, BreakerState>> = {
  [CircuitState.Closed]: 'closed',
  [CircuitState.Open]: 'open',
  [CircuitState.Isolated]: 'open',
  [CircuitState.HalfOpen]: 'half-open',
};

/** 1 s, 2 s, 4 s, 8 s, 8 s …; up to a quarter longer, lest all replicas ask at the same moment. */
function pauseBeforeProbe(attempt: number): number {
  return Math.min(FIRST_PAUSE_MS * 2 ** (attempt - 1), MAX_PAUSE_MS) * (1 + Math.random() / 4);
}

/** Waits for the call that tries. @returns false when that takes too long */
async function isProbed(policy: CircuitBreakerPolicy): Promise<boolean> {
  return await new Promise((resolve) => {
    const timer = setTimeout(() => end(false), PROBE_WAIT_MS);
    const listening = policy.onStateChange(() => end(true));
    function end(isDone: boolean): void {
      clearTimeout(timer);
      listening.dispose();
      resolve(isDone);
    }
  });
}

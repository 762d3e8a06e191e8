import { bulkhead, type BulkheadPolicy } from 'cockatiel';
import { createPersonBreaker, type Breaker } from './breaker.ts';
import { ToldToWait } from './errors.ts';
import type { Wait } from './outcome.ts';

/** What one person may do at one host, so that nobody's trouble becomes everybody's. */
export interface Lane {
  readonly room: BulkheadPolicy;
  readonly breaker: Breaker;
  /** @throws {ToldToWait} while the host asks this person, time and again, to wait with this very call */
  checkWait(name: string): void;
  noteAnswer(name: string, wait: Wait | null): void;
}

export interface LaneLimits {
  readonly atOnce: number;
  readonly waiting: number;
  readonly failures: number;
}

/** A person who asks again before the time is up is let through; from this answer on, nobody is. */
const PATIENCE = 3;
/** A longer wait is told; but whether it is over by then is asked, not believed. */
const MAX_HELD_MS = 10_000;
const MAX_WAITS = 100;

interface Held {
  readonly answers: number;
  readonly status: number;
  readonly endsAt: number;
  readonly askAgainAt: number;
}

export function createLane({ atOnce, waiting, failures }: LaneLimits): Lane {
  const waits = new Map<string, Held>();

  return {
    room: bulkhead(atOnce, waiting),
    breaker: createPersonBreaker(failures),

    checkWait(name) {
      const held = waits.get(name);
      const now = Date.now();
      const isOn = held !== undefined && held.answers >= PATIENCE && now < held.askAgainAt;
      if (isOn) throw new ToldToWait(held.status, held.endsAt - now);
    },

    noteAnswer(name, wait) {
      const answers = (waits.get(name)?.answers ?? 0) + 1;
      waits.delete(name);
      if (wait === null) return;
      if (waits.size >= MAX_WAITS) waits.clear();
      const [now, ms] = [Date.now(), wait.seconds * 1000];
      const askAgainAt = now + Math.min(ms, MAX_HELD_MS);
      waits.set(name, { answers, status: wait.status, endsAt: now + ms, askAgainAt });
    },
  };
}

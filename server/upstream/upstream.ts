import { BulkheadRejectedError, TaskCancelledError, bulkhead } from 'cockatiel';
import { LRUCache } from 'lru-cache';
import type { CallOutcome, Observer, UpstreamHost } from '../observer.ts';
import { createHostBreaker, type BreakerState } from './breaker.ts';
import { NotSent } from './errors.ts';
import { createLane, type Lane, type LaneLimits } from './lane.ts';
import { isFailure, outcomeOfError, outcomeOfStatus, readWait, type Wait } from './outcome.ts';

export interface UpstreamOptions<Answer> {
  readonly host: UpstreamHost;
  readonly observer: Observer;
  /** Calls under way and waiting, and failures in a row that open the breaker: of all people, of one. */
  readonly limits: { readonly everybody: LaneLimits; readonly person: LaneLimits };
  /** What of an answer says how the host is. */
  readonly read: (answer: Answer) => {
    readonly status: number;
    readonly retryAfter: string | null;
  };
}

export interface UpstreamCall {
  /** Whose call it is; null for nobody's in particular. */
  readonly person: string | null;
  /** Method and path: what the host asks to wait with is this. Null for what is never held back. */
  readonly name: string | null;
  /** Ends the whole: a call that still waits for its turn by then is not sent. */
  readonly signal: AbortSignal;
}

export type Upstream<Answer> = ReturnType<typeof createUpstream<Answer>>;

const BUSY_RETRY_MS = 2000;
const MAX_PEOPLE = 2000;

/**
 * What stands between the portal and another server: it stops asking a host that fails (a circuit
 * breaker), lets nobody's calls take all the room (bulkheads), and counts. It never repeats a call.
 */
export function createUpstream<Answer>(options: UpstreamOptions<Answer>) {
  const { host, observer, limits, read } = options;
  const breaker = createHostBreaker(limits.everybody.failures);
  const room = bulkhead(limits.everybody.atOnce, limits.everybody.waiting);
  const lanes = new LRUCache<string, Lane>({ max: MAX_PEOPLE });

  function laneOf(person: string): Lane {
    const lane = lanes.get(person) ?? createLane(limits.person);
    lanes.set(person, lane);
    return lane;
  }

  /** Sends a call and notes how it came out. */
  async function watched(person: string | null, send: () => Promise<Answer>) {
    const startedAt = performance.now();
    const note = (outcome: CallOutcome, answer: () => Answer, wait: Wait | null = null) => {
      observer.upstreamCall(host, outcome, (performance.now() - startedAt) / 1000);
      return { person, failed: isFailure(outcome), answer, wait };
    };
    try {
      const answer = await send();
      const { status, retryAfter } = read(answer);
      return note(outcomeOfStatus(status), () => answer, readWait(status, retryAfter));
    } catch (error) {
      return note(outcomeOfError(error), () => {
        throw error;
      });
    }
  }

  /** Through what all share: the breaker last, for it decides as the call would leave. */
  async function throughHost(call: UpstreamCall, send: () => Promise<Answer>) {
    return await room.execute(
      async () => await breaker.execute(async () => await watched(call.person, send)),
      call.signal,
    );
  }

  async function throughLane(call: UpstreamCall, send: () => Promise<Answer>) {
    if (call.person === null) return await throughHost(call, send);
    const lane = laneOf(call.person);
    if (call.name !== null) lane.checkWait(call.name);
    const outcome = await lane.room.execute(
      async () => await lane.breaker.execute(async () => await throughHost(call, send)),
      call.signal,
    );
    if (call.name !== null) lane.noteAnswer(call.name, outcome.wait);
    return outcome;
  }

  return {
    host,

    /** @throws {NotSent} when the call never left; else whatever `send` throws */
    async run(call: UpstreamCall, send: () => Promise<Answer>): Promise<Answer> {
      const outcome = await throughLane(call, send).catch((error: unknown) => {
        const notSent = toNotSent(error);
        if (notSent !== null) observer.upstreamNotSent(host, notSent.reason);
        throw notSent ?? error;
      });
      return outcome.answer();
    },

    /** Only counts: for what keeps its own pauses, and must neither close nor be closed out. */
    async watch(send: () => Promise<Answer>): Promise<Answer> {
      return (await watched(null, send)).answer();
    },

    state: (): BreakerState => breaker.state(),
    /** Calls under way, and how many there may be. */
    use: () => ({
      underWay: limits.everybody.atOnce - room.executionSlots,
      atMost: limits.everybody.atOnce,
    }),
  };
}

/** Waiting in vain, or too many who wait already: both say that there is no room now. */
function toNotSent(error: unknown): NotSent | null {
  if (error instanceof NotSent) return error;
  const isBusy = error instanceof BulkheadRejectedError || error instanceof TaskCancelledError;
  return isBusy ? new NotSent('busy', BUSY_RETRY_MS) : null;
}

import type { OutgoingHttpHeaders } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Answer, Received } from '../http/answer.ts';
import { readBody } from '../http/receive.ts';
import { faultAnswer } from './fault-answers.ts';
import type { AnswerKind } from './fault-answers.ts';
import type { HostName } from './request-log.ts';

export type FaultKind =
  | AnswerKind
  | 'latency'
  | 'hang'
  | 'hang-after-accepting'
  | 'reset'
  | 'reset-after-accepting'
  | 'truncated-json'
  | 'cut-short'
  | 'stall';

export type Fault = {
  readonly host: HostName;
  readonly method?: string;
  /** A prefix of the path with query, or a regular expression. */
  readonly path: string;
  /** How often it strikes; 0 means until cleared. Default 1. */
  readonly times?: number;
  readonly kind: FaultKind;
  readonly ms?: number;
  readonly status?: number;
  readonly body?: unknown;
  readonly headers?: OutgoingHttpHeaders;
  /** Strikes only requests whose body has these fields: `{ label: 'web' }`. */
  readonly when?: Readonly<Record<string, string>>;
};

/** The first half of an answer; then the connection ends, or nothing more comes of it. */
export type Half = { readonly half: Answer; readonly rest: 'end' | 'silence' };

export type Outcome = Answer | Half | 'silence' | 'reset';
type Run = () => Promise<Answer>;

export type Faults = {
  readonly add: (fault: Fault) => void;
  readonly clear: () => void;
  readonly run: (host: HostName, received: Received, run: Run) => Promise<Outcome>;
};

/** The faults that wait for requests, oldest first. */
export function createFaults(): Faults {
  let waiting: { fault: Fault; left: number }[] = [];
  return {
    add: (fault) => void waiting.push({ fault, left: (fault.times ?? 1) || Infinity }),
    clear: () => void (waiting = []),
    run: async (host, received, run) => {
      const body = await readBody(received);
      const hit = waiting.find(
        ({ fault }) => fault.host === host && strikes(fault, received, body),
      );
      if (!hit) return run();
      hit.left -= 1;
      waiting = waiting.filter(({ left }) => left > 0);
      return outcomeOf(hit.fault, run);
    },
  };
}

function strikes(fault: Fault, received: Received, body: unknown): boolean {
  if (fault.method !== undefined && fault.method.toUpperCase() !== received.method) return false;
  if (!hasFields(body, fault.when ?? {})) return false;
  return received.url.startsWith(fault.path) || new RegExp(fault.path).test(received.url);
}

async function outcomeOf(fault: Fault, run: Run): Promise<Outcome> {
  switch (fault.kind) {
    case 'latency':
      await sleep(fault.ms ?? 1000);
      return run();
    case 'hang':
      return 'silence';
    case 'hang-after-accepting':
      return run().then(() => 'silence');
    case 'reset':
      return 'reset';
    case 'reset-after-accepting':
      return run().then(() => 'reset');
    case 'truncated-json':
      return truncated(await run());
    case 'cut-short':
      return { half: await run(), rest: 'end' };
    case 'stall':
      return { half: await run(), rest: 'silence' };
    default:
      return faultAnswer({ ...fault, kind: fault.kind });
  }
}

function truncated(answer: Answer): Answer {
  return { ...answer, body: answer.body.slice(0, Math.floor(answer.body.length / 2)) };
}

function hasFields(body: unknown, wanted: Readonly<Record<string, string>>): boolean {
  const fields = new Map(Object.entries(typeof body === 'object' && body !== null ? body : {}));
  return Object.entries(wanted).every(([name, value]) => fields.get(name) === value);
}

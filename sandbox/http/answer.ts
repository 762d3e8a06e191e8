import type { IncomingHttpHeaders, OutgoingHttpHeaders } from 'node:http';

/** A request as it arrived, body read whole, so that it can be logged, spoiled or replayed. */
export type Received = {
  readonly method: string;
  /** Path with the query string. */
  readonly url: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
};

/** An answer held in memory: the gate decides whether it leaves whole. */
export type Answer = {
  readonly status: number;
  readonly headers: OutgoingHttpHeaders;
  readonly body: string;
};

export type Host = (received: Received) => Promise<Answer>;

/** An answer with a JSON body. */
export function jsonAnswer(status: number, body: unknown, headers?: OutgoingHttpHeaders): Answer {
  return {
    status,
    headers: { 'Content-Type': 'application/json', ...headers },
    body: JSON.stringify(body),
  };
}

/** An answer with a page. */
export function htmlAnswer(status: number, body: string): Answer {
  return { status, headers: { 'Content-Type': 'text/html; charset=utf-8' }, body };
}

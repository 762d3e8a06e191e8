import type { IncomingHttpHeaders } from 'node:http';
import type { Received } from '../http/answer.ts';
import { readBody } from '../http/receive.ts';

export type HostName = 'login' | 'api' | 'scaleway';

/** One request as received, credentials included: this is a log for tests, kept in memory only. */
export type LogEntry = {
  readonly host: HostName;
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: unknown;
  /** Null while unanswered, and for ever when a fault swallowed the answer. */
  status: number | null;
  readonly at: string;
};

export type RequestLog = {
  readonly add: (host: HostName, received: Received) => Promise<LogEntry>;
  readonly list: () => readonly LogEntry[];
  readonly clear: () => void;
};

/** What the hosts received since the start or the last clear. */
export function createRequestLog(): RequestLog {
  const entries: LogEntry[] = [];
  return {
    list: () => entries,
    clear: () => void entries.splice(0),
    add: async (host, received) => {
      const entry = await toEntry(host, received);
      entries.push(entry);
      return entry;
    },
  };
}

async function toEntry(host: HostName, received: Received): Promise<LogEntry> {
  return {
    host,
    method: received.method,
    path: received.url,
    headers: received.headers,
    body: await readBody(received),
    status: null,
    at: new Date().toISOString(),
  };
}

import { createServer, type Server } from 'node:http';
import type { Express } from 'express';
import { createMessages } from './messages.ts';
import { answerUnreadable } from './unreadable.ts';

export interface ServerLimits {
  /** A request's first line and headers together; more is 431. */
  readonly maxHeaderBytes: number;
  /** From the first byte of a request to the end of its headers; later is 408. */
  readonly headersMs: number;
  /** The same to the end of its body. What answers a request may take longer. */
  readonly requestMs: number;
  /** How often both are looked at. */
  readonly checkMs: number;
  /** An idle connection is kept for the next request; longer than a proxy in front keeps it. */
  readonly keepAliveMs: number;
  /** No byte in either direction: whoever does not read what was sent is cut off. */
  readonly silenceMs: number;
  readonly maxConnections: number;
}

/**
 * What a connection may cost. Proxies keep theirs for 60 s; an event stream speaks every 15 s, an
 * export is silent for at most the 65 s that Linode may ask it to wait.
 */
export const serverLimits: ServerLimits = {
  maxHeaderBytes: 16 * 1024,
  headersMs: 10_000,
  requestMs: 30_000,
  checkMs: 2000,
  keepAliveMs: 65_000,
  silenceMs: 90_000,
  maxConnections: 5000,
};

/** The HTTP server, which gives up clients that are slower than people and browsers are. */
export function createHttpServer(app: Express, limits = serverLimits): Server {
  const server = createServer(
    {
      ...createMessages(app),
      maxHeaderSize: limits.maxHeaderBytes,
      headersTimeout: limits.headersMs,
      requestTimeout: limits.requestMs,
      connectionsCheckingInterval: limits.checkMs,
      keepAliveTimeout: limits.keepAliveMs,
    },
    app,
  );
  server.setTimeout(limits.silenceMs);
  server.maxConnections = limits.maxConnections;
  answerUnreadable(server);
  return server;
}

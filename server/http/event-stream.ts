import type { Request, Response } from 'express';
import { TooManyRequests } from '../errors.ts';
import type { Logger } from '../logger.ts';

export interface StreamOptions<Message> {
  /** Whose stream this is: each session may have a few. */
  readonly session: string;
  /**
   * @returns what is to be shown now; undefined while nothing is known; null when the stream is over.
   * Throwing ends it, too.
   */
  readonly next: () => Promise<Message | null | undefined>;
  readonly isLast: (message: Message) => boolean;
}

export type EventStreams = ReturnType<typeof createEventStreams>;

export interface StreamLimits {
  readonly perSession: number;
  /** Of everybody's together, in this process. */
  readonly inAll: number;
  /** So much lies unread for a browser that does not keep up, at most. */
  readonly unreadBytes: number;
  /** Between two looks. */
  readonly periodMs: number;
}

export const streamLimits: StreamLimits = {
  perSession: 4,
  inAll: 2000,
  unreadBytes: 64 * 1024,
  periodMs: 2000,
};

const HEARTBEAT_MS = 15_000;
/** A refused page asks by itself, at its own pace (views/assets/live.js); this is for programs. */
const RETRY_AFTER_SECONDS = 15;

/**
 * Server-sent events that each carry a whole state, so that nothing has to be replayed: whoever
 * connects anew is sent what is true now.
 */
export function createEventStreams(logger: Logger, limits = streamLimits) {
  const open = new Map<string, Set<Response>>();
  let inAll = 0;

  function join(session: string, res: Response): void {
    const streams = open.get(session) ?? new Set();
    const isFull = streams.size >= limits.perSession || inAll >= limits.inAll;
    if (isFull) throw new TooManyRequests(RETRY_AFTER_SECONDS);
    open.set(session, streams.add(res));
    inAll += 1;
    res.once('close', () => {
      inAll -= 1;
      streams.delete(res);
      if (streams.size === 0) open.delete(session);
    });
  }

  return {
    /** @throws {TooManyRequests} */
    async serve<Message>(
      req: Request,
      res: Response,
      options: StreamOptions<Message>,
    ): Promise<void> {
      // Gone while it was looked up whether they may watch: nothing would ever free its place.
      if (res.closed) return;
      join(options.session, res);
      res.writeHead(200, {
        'Content-Type': 'text/event-stream',
        'Cache-Control': 'no-store, no-transform',
        'X-Accel-Buffering': 'no',
      });
      if (req.method === 'HEAD') return void res.end();
      res.write('retry: 3000\n\n');
      await pump(res, options, limits).catch((error: unknown) => {
        logger.info({ err: error }, 'an event stream ended early');
      });
      res.end();
    },

    count: () => inAll,

    /** Before the server closes: an open stream would keep it waiting. */
    closeAll(): void {
      for (const streams of open.values()) for (const res of streams) res.end();
    },
  };
}

async function pump<Message>(
  res: Response,
  options: StreamOptions<Message>,
  { unreadBytes, periodMs }: StreamLimits,
): Promise<void> {
  let sent = '';
  let spokeAt = 0;
  while (!res.closed && !res.writableEnded) {
    if (res.writableLength > unreadBytes) return void res.destroy();
    const message = await options.next();
    if (message === null) return;
    const data = message === undefined ? sent : `data: ${JSON.stringify(message)}\n\n`;
    const isQuiet = data === sent;
    if (!isQuiet || Date.now() - spokeAt >= HEARTBEAT_MS) {
      res.write(isQuiet ? ':\n\n' : data);
      spokeAt = Date.now();
    }
    sent = data;
    if (message !== undefined && options.isLast(message)) return;
    await untilNext(res, periodMs);
  }
}

async function untilNext(res: Response, periodMs: number): Promise<void> {
  await new Promise<void>((resolve) => {
    const timer = setTimeout(done, periodMs);
    function done(): void {
      clearTimeout(timer);
      res.off('close', done);
      resolve();
    }
    res.once('close', done);
  });
}

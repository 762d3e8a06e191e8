import type { Request, Response } from 'express';
import { TooManyRequests } from '../errors.ts';
import type { Logger } from '../logger.ts';

export interface StreamOptions<Message> {
  /** Whose stream this is: each session may have a few. */
  readonly session: string;
  /** @returns what is to be shown now; null when the stream is over. Throwing ends it, too. */
  readonly next: () => Promise<Message | null>;
  readonly isLast: (message: Message) => boolean;
}

export type EventStreams = ReturnType<typeof createEventStreams>;

const PERIOD_MS = 2000;
const HEARTBEAT_MS = 15_000;
const PER_SESSION = 4;

/**
 * Server-sent events that each carry a whole state, so that nothing has to be replayed: whoever
 * connects anew is sent what is true now.
 */
export function createEventStreams(logger: Logger) {
  const open = new Map<string, Set<Response>>();

  function join(session: string, res: Response): void {
    const streams = open.get(session) ?? new Set();
    if (streams.size >= PER_SESSION) throw new TooManyRequests(15);
    open.set(session, streams.add(res));
    res.on('close', () => {
      streams.delete(res);
      if (streams.size === 0) open.delete(session);
    });
  }

  return {
    async serve<Message>(
      _req: Request,
      res: Response,
      options: StreamOptions<Message>,
    ): Promise<void> {
      join(options.session, res);
      res.writeHead(200, {
        'Content-Type': 'text/event-stream',
        'Cache-Control': 'no-store, no-transform',
        'X-Accel-Buffering': 'no',
      });
      res.write('retry: 3000\n\n');
      await pump(res, options).catch((error: unknown) => {
        logger.info({ err: error }, 'an event stream ended early');
      });
      res.end();
    },

    /** Before the server closes: an open stream would keep it waiting. */
    closeAll(): void {
      for (const streams of open.values()) for (const res of streams) res.end();
    },
  };
}

async function pump<Message>(res: Response, options: StreamOptions<Message>): Promise<void> {
  let sent = '';
  let spokeAt = 0;
  while (!res.closed && !res.writableEnded) {
    const message = await options.next();
    if (message === null) return;
    const data = JSON.stringify(message);
    const isQuiet = data === sent;
    if (!isQuiet || Date.now() - spokeAt >= HEARTBEAT_MS) {
      res.write(isQuiet ? ':\n\n' : `data: ${data}\n\n`);
      spokeAt = Date.now();
    }
    sent = data;
    if (options.isLast(message)) return;
    await untilNext(res);
  }
}

async function untilNext(res: Response): Promise<void> {
  await new Promise<void>((resolve) => {
    const timer = setTimeout(done, PERIOD_MS);
    function done(): void {
      clearTimeout(timer);
      res.off('close', done);
      resolve();
    }
    res.once('close', done);
  });
}

import type { Server } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import type { RequestHandler, Response } from 'express';

export interface DrainLimits {
  /** So long new connections are still served while requests are under way: balancers need to notice. */
  readonly acceptMs: number;
  /** So long the requests have, from the beginning; whoever is not answered then is cut off. */
  readonly answerMs: number;
}

/** A create asks Linode twice, nine seconds each at most. */
export const drainLimits: DrainLimits = { acceptMs: 5000, answerMs: 18_000 };

export type Drain = ReturnType<typeof createDrain>;

/** The end of a server: everybody who has asked is answered, nobody is kept, nothing waits for ever. */
export function createDrain() {
  const underWay = new Set<Response>();
  let server: Server | null = null;
  const waiters: (() => void)[] = [];

  const watch: RequestHandler = (_req, res, next) => {
    underWay.add(res);
    if (server !== null) res.setHeader('Connection', 'close');
    res.once('close', () => {
      underWay.delete(res);
      if (underWay.size === 0) for (const onIdle of waiters.splice(0)) onIdle();
    });
    next();
  };

  async function idle(): Promise<void> {
    if (underWay.size === 0) return;
    await new Promise<void>((resolve) => void waiters.push(resolve));
  }

  return {
    /** Sees every request, and says goodbye to its connection while the server drains. */
    watch,

    isDraining: () => server !== null,

    /** @returns once no connection is left */
    async drain(draining: Server, { acceptMs, answerMs } = drainLimits): Promise<void> {
      const tooLate = sleep(answerMs, undefined, { ref: false });
      server = draining;
      for (const res of underWay) if (!res.headersSent) res.setHeader('Connection', 'close');
      await Promise.race([idle(), sleep(acceptMs, undefined, { ref: false })]);
      // It ends the idle connections, too.
      const closed = new Promise((resolve) => {
        draining.close(resolve);
      });
      await Promise.race([idle(), tooLate]);
      draining.closeAllConnections();
      await closed;
    },
  };
}

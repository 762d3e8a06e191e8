import { createServer, request, type IncomingMessage, type ServerResponse } from 'node:http';
import { buffer } from 'node:stream/consumers';

export interface RoundRobin {
  readonly baseUrl: string;
  close(): Promise<void>;
}

export interface RoundRobinOptions {
  readonly port: number;
  /** The addresses behind it, as they are now. */
  readonly targets: () => readonly string[];
}

/** Longer than the portal says in the answers that pass: a request must not meet a connection's end. */
const KEEP_ALIVE_MS = 120_000;

/**
 * A reverse proxy that gives each request to the next process in turn and passes answers on as they
 * come, event streams included. A process that cannot be reached is passed over; a request that one
 * has received is never sent to a second.
 */
export async function startRoundRobin({ port, targets }: RoundRobinOptions): Promise<RoundRobin> {
  let turn = 0;
  const server = createServer({ keepAliveTimeout: KEEP_ALIVE_MS }, (req, res) => {
    turn += 1;
    const all = targets();
    const first = turn % all.length;
    void pass({ req, res, left: [...all.slice(first), ...all.slice(0, first)] });
  });
  await new Promise<void>((resolve) => {
    server.listen(port, '127.0.0.1', resolve);
  });
  return {
    baseUrl: `http://127.0.0.1:${port}`,
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => {
        server.close(resolve);
      });
    },
  };
}

interface Passing {
  readonly req: IncomingMessage;
  readonly res: ServerResponse;
  readonly left: readonly string[];
}

async function pass({ req, res, left }: Passing): Promise<void> {
  const body = await buffer(req).catch(() => null);
  if (body === null) return void res.destroy();

  const tryNext = ([target, ...others]: readonly string[]): void => {
    if (target === undefined) return void res.writeHead(502).end('nobody can be reached');
    const { method, url = '/' } = req;
    const headers = { ...req.headers, 'x-forwarded-for': forwardedFor(req) };
    // A connection for each: one that is kept may have been closed at its other end.
    const options = { method, headers, agent: false };
    const onwards = request(target + url, options, (answer) => {
      res.writeHead(answer.statusCode ?? 502, answer.rawHeaders).flushHeaders();
      answer.on('error', () => res.destroy()).pipe(res);
    });
    onwards.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'ECONNREFUSED') return tryNext(others);
      if (res.headersSent) return void res.destroy();
      res.writeHead(502).end('the connection broke');
    });
    res.on('close', () => onwards.destroy());
    onwards.end(body);
  };
  tryNext(left);
}

/** As proxies do, it adds whom it sees to what it was told. */
function forwardedFor({ headers, socket }: IncomingMessage): string {
  return [headers['x-forwarded-for'] ?? [], socket.remoteAddress ?? ''].flat().join(', ');
}

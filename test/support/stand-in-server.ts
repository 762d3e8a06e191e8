import { createServer, type IncomingHttpHeaders, type IncomingMessage } from 'node:http';
import { freePort } from './free-port.ts';

export interface Received {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
}

export interface Reply {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

export interface StandInServer {
  readonly url: string;
  stop(): Promise<void>;
}

/** A server of a few lines. `null` is silence: the request stays open for ever. */
export async function serveStandIn(
  answer: (received: Received) => Reply | null | Promise<Reply | null>,
): Promise<StandInServer> {
  const server = createServer((req, res) => {
    receive(req)
      .then(answer)
      .then((reply) => reply && res.writeHead(reply.status, reply.headers).end(reply.body))
      .catch(() => res.destroy());
  });
  const port = await freePort();
  await new Promise<void>((resolve) => {
    server.listen(port, '127.0.0.1', resolve);
  });
  return {
    url: `http://127.0.0.1:${port}`,
    async stop() {
      server.closeAllConnections();
      await new Promise((resolve) => {
        server.close(resolve);
      });
    },
  };
}

export function json(status: number, body: unknown): Reply {
  return {
    status,
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify(body),
  };
}

async function receive(req: IncomingMessage): Promise<Received> {
  const parts: Buffer[] = [];
  for await (const part of req) parts.push(Buffer.from(part as Uint8Array)); // no encoding was set
  const url = new URL(req.url ?? '/', 'http://stand-in.invalid');
  return {
    method: req.method ?? 'GET',
    path: url.pathname,
    query: url.searchParams,
    headers: req.headers,
    text: Buffer.concat(parts).toString(),
  };
}

import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { Pool } from 'undici';
import { exampleOf, findOperation } from '../test/support/openapi-document.ts';

/*
 * api.linode.com with a distance: every call is noted, waits for as long as it is told, and is then
 * answered by the sandbox. While `canned`, the list of 100 Linodes is always the same bytes: the
 * document's example a hundred times, about 106 KB; while `moving`, every single Linode is one that is
 * just being made. Its own process: SANDBOX_API=… tsx bench/upstream.ts
 */
export interface Manner {
  readonly delayMs: number;
  readonly canned: boolean;
  readonly moving?: boolean;
}

export interface NotedCall {
  readonly call: string;
  readonly startedAt: number;
  readonly endedAt: number;
}

const sandbox = new URL(process.env['SANDBOX_API'] ?? '');
const pool = new Pool(sandbox.origin, { connections: 64 });
const example = exampleLinode();
const canned = cannedList();
let manner: Manner = { delayMs: 0, canned: false };
let calls: NotedCall[] = [];

const server = createServer((req, res) => {
  answer(req, res).catch(() => res.destroy());
});
// No peer is to find a connection closed that it was about to use again.
server.keepAliveTimeout = 120_000;
server.listen(0, '127.0.0.1');
await once(server, 'listening');
const address = server.address();
const port = typeof address === 'object' ? address?.port : 0;
console.log(JSON.stringify({ url: `http://127.0.0.1:${port}/v4`, cannedBytes: canned.length }));

async function answer(req: IncomingMessage, res: ServerResponse): Promise<void> {
  if (req.url === '/manner') return await changeManner(req, res);
  if (req.url === '/calls') return void res.end(JSON.stringify(calls));
  const startedAt = performance.now();
  if (manner.delayMs > 0) await sleep(manner.delayMs);
  const isList = req.method === 'GET' && /^\/v4\/linode\/instances(?:\?|$)/.test(req.url ?? '');
  if (manner.canned && isList) return sendCanned(res, canned);
  const [, id] = /^\/v4\/linode\/instances\/(\d+)$/.exec(req.url ?? '') ?? [];
  if (manner.moving && id !== undefined) sendCanned(res, movingLinode(Number(id)));
  else await forward(req, res);
  calls.push({ call: `${req.method} ${req.url}`, startedAt, endedAt: performance.now() });
}

async function changeManner(req: IncomingMessage, res: ServerResponse): Promise<void> {
  manner = JSON.parse((await readWhole(req)).toString()) as Manner; // sent by the bench
  calls = [];
  res.end();
}

function sendCanned(res: ServerResponse, body: Buffer): void {
  res.writeHead(200, {
    'Content-Type': 'application/json',
    'Content-Length': body.length,
    'X-OAuth-Scopes': 'account:read_only linodes:read_only images:read_only events:read_only',
  });
  res.end(body);
}

async function forward(req: IncomingMessage, res: ServerResponse): Promise<void> {
  const { host: _, connection: __, ...headers } = req.headers;
  const answer = await pool.request({
    method: req.method as 'GET', // whatever it is, it is passed on
    path: req.url ?? '/',
    headers,
    body: req.method === 'GET' ? null : await readWhole(req),
  });
  const body = Buffer.from(await answer.body.arrayBuffer());
  const { connection: ___, 'transfer-encoding': ____, ...kept } = answer.headers;
  res.writeHead(answer.statusCode, { ...kept, 'content-length': body.length }).end(body);
}

async function readWhole(req: IncomingMessage): Promise<Buffer> {
  const parts: Buffer[] = [];
  for await (const part of req) parts.push(part as Buffer); // no encoding was set
  return Buffer.concat(parts);
}

function exampleLinode(): Record<string, unknown> {
  const { answer = {} } = findOperation('GET', '/linode/instances') ?? {};
  return (exampleOf(answer) as { data: readonly [Record<string, unknown>] }).data[0]; // a list
}

function movingLinode(id: number): Buffer {
  return Buffer.from(JSON.stringify({ ...example, id, status: 'provisioning' }));
}

function cannedList(): Buffer {
  const rows = Array.from({ length: 100 }, (_, index) => ({
    ...example,
    id: 40_000_000 + index,
    label: `production-web-eu-central-${index}`,
    tags: ['environment:production', 'service:web', 'team:harbour'],
  }));
  return Buffer.from(JSON.stringify({ data: rows, page: 1, pages: 1, results: 100 }));
}

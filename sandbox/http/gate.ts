import { createServer } from 'node:http';
import type { Server, ServerResponse } from 'node:http';
import type { Answer, Host, Received } from './answer.ts';
import type { Faults, Half } from '../control/faults.ts';
import type { HostName, RequestLog } from '../control/request-log.ts';
import { receive } from './receive.ts';

type GateOptions = {
  readonly name: HostName;
  readonly log: RequestLog;
  readonly faults: Faults;
  readonly host: Host;
};

/** The one door of a host: every request is logged, may meet a fault, and is answered whole. */
export function createGate(options: GateOptions): Server {
  return createServer((req, res) => {
    receive(req)
      .then((received) => pass(received, res, options))
      .catch(() => res.destroy());
  });
}

async function pass(received: Received, res: ServerResponse, options: GateOptions): Promise<void> {
  const { name, log, faults, host } = options;
  const entry = await log.add(name, received);
  const outcome = await faults.run(name, received, () => host(received).catch(crashed));
  if (outcome === 'silence') return;
  if (outcome === 'reset') {
    res.socket?.resetAndDestroy();
    return;
  }
  if ('half' in outcome) return deliverHalf(res, outcome);
  entry.status = outcome.status;
  writeHead(res, outcome);
  res.end(outcome.body);
}

function deliverHalf(res: ServerResponse, { half, rest }: Half): void {
  // The half of nothing would be a whole answer, over a connection that ends under the next request.
  if (half.body === '' && rest === 'end') return void res.destroy();
  writeHead(res, half);
  res.write(half.body.slice(0, Math.floor(half.body.length / 2)), () => {
    if (rest === 'end') res.destroy();
  });
}

function writeHead(res: ServerResponse, answer: Answer): void {
  const headers = { ...answer.headers, 'content-length': String(Buffer.byteLength(answer.body)) };
  for (const [name, value] of Object.entries(headers)) {
    if (value !== undefined) res.setHeader(name, value);
  }
  res.statusCode = answer.status;
}

/** A bug of the sandbox itself: seen on stderr, never taken for an answer of Linode. */
function crashed(error: unknown): Answer {
  process.stderr.write(`sandbox: ${error instanceof Error ? error.stack : String(error)}\n`);
  return { status: 599, headers: { 'Content-Type': 'text/plain' }, body: 'The sandbox has a bug.' };
}

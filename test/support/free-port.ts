import { randomInt } from 'node:crypto';
import { createServer } from 'node:net';

/**
 * Below the ports that kernels give away by themselves (from 32,768 or 49,152 on): what is free is
 * still free when a process has started that listens there, seconds later.
 */
const FIRST = 11_000;
const RANGES = 200;
const PER_RANGE = 105;

/** Tests that run beside each other, in processes of their own, look in ranges of their own. */
const first = FIRST + (process.pid % RANGES) * PER_RANGE;
let turn = randomInt(PER_RANGE);

/** A port on which nobody listens. */
export async function freePort(): Promise<number> {
  for (;;) {
    turn = (turn + 1) % PER_RANGE;
    const port = first + turn;
    if (await isFree(port)) return port;
  }
}

/** As many different free ports. */
export async function freePorts(count: number): Promise<readonly number[]> {
  const ports = new Set<number>();
  while (ports.size < count) ports.add(await freePort());
  return [...ports];
}

async function isFree(port: number): Promise<boolean> {
  const server = createServer();
  return await new Promise((resolve) => {
    server.once('error', () => resolve(false));
    server.listen(port, () => server.close(() => resolve(true)));
  });
}

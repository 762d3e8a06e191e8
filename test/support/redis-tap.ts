import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

/** Where a command is stopped: Redis never gets it, or has carried it out and its answer is held back. */
export type StopAt = 'before' | 'after';

export interface RedisTap {
  /** Redis, over a wire that is in our hands. */
  readonly url: string;
  /**
   * Waits for a command that holds this text, and stops its connection there: nothing passes any
   * more. @returns when it has.
   */
  stopAt(text: string, when: StopAt): Promise<void>;
  /** From then on each word takes so much longer, in either direction. */
  delay(ms: number): void;
  /** Breaks the connections that stand; new ones pass. */
  cut(): void;
  close(): Promise<void>;
}

interface Trap {
  readonly text: string;
  readonly when: StopAt;
  readonly spring: () => void;
}

/** A wire between one process and its Redis. */
export async function tapRedis(redisUrl: string): Promise<RedisTap> {
  const { hostname, port } = new URL(redisUrl);
  const sockets = new Set<Socket>();
  let trap: Trap | null = null;
  let delayMs = 0;

  /** In order, also when the delay has changed meanwhile. */
  function lateWriter(socket: Socket) {
    let sent = Promise.resolve();
    const send = async (before: Promise<void>, chunk: Buffer, dueAt: number) => {
      await before;
      await sleep(Math.max(0, dueAt - Date.now()));
      socket.write(chunk);
    };
    return (chunk: Buffer) => {
      sent = send(sent, chunk, Date.now() + delayMs);
    };
  }

  const server = createServer((near) => {
    const far = connect(Number(port), hostname);
    let isStopped = false;
    let sprung: Trap | null = null;
    for (const socket of [near, far]) {
      sockets.add(socket);
      socket
        .on('error', () => null)
        .on('close', () => {
          sockets.delete(socket);
          near.destroy();
          far.destroy();
        });
    }
    const toRedis = lateWriter(far);
    const toPortal = lateWriter(near);
    near.on('data', (chunk) => {
      if (isStopped) return;
      if (trap !== null && chunk.includes(trap.text)) {
        [sprung, trap] = [trap, null];
        isStopped = true;
        if (sprung.when === 'before') return sprung.spring();
      }
      toRedis(chunk);
    });
    far.on('data', (chunk) => {
      if (isStopped) sprung?.spring();
      else toPortal(chunk);
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  // It listens on an address, not on a pipe.
  const address = server.address() as AddressInfo;

  const cut = () => {
    for (const socket of sockets) socket.destroy();
  };
  return {
    url: `redis://127.0.0.1:${address.port}`,
    stopAt: async (text, when) =>
      await new Promise<void>((resolve) => {
        trap = { text, when, spring: resolve };
      }),
    delay: (ms) => void (delayMs = ms),
    cut,
    async close() {
      cut();
      server.close();
      await once(server, 'close');
    },
  };
}

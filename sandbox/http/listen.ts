import { once } from 'node:events';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

/** Listens on one address and answers with the port; port 0 means any free one. */
export async function listen(server: Server, host: string, port: number): Promise<number> {
  server.listen(port, host);
  await once(server, 'listening');
  return (server.address() as AddressInfo).port; // a TCP server that listens has an AddressInfo
}

/** Ends a server at once, open connections included: the next ones are refused. */
export async function close(server: Server): Promise<void> {
  if (!server.listening) return;
  const closed = once(server, 'close');
  server.close();
  server.closeAllConnections();
  await closed;
}

/** A host's server that can be closed and, later, be found on the same port again. */
export function createDoor(server: Server, host: string, port: number) {
  return {
    close: async () => await close(server),
    async open(): Promise<void> {
      while (!server.listening) {
        // While it was closed, somebody may have been given its port for a connection.
        await listen(server, host, port).catch(async () => await sleep(50));
      }
    },
  };
}

export type Door = ReturnType<typeof createDoor>;

import { once } from 'node:events';
import { request, type IncomingHttpHeaders, type OutgoingHttpHeaders } from 'node:http';
import { connect, type Socket } from 'node:net';

export interface RawAnswer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
}

/** A request as it stands: fetch would tidy the path up, and put the right Host in place of a wrong one. */
export async function rawGet(
  baseUrl: string,
  path: string,
  headers: OutgoingHttpHeaders = {},
): Promise<RawAnswer> {
  const { hostname, port } = new URL(baseUrl);
  const asking = request({ hostname, port, path, headers: { Accept: 'text/html', ...headers } });
  return await new Promise((resolve, reject) => {
    asking.once('error', reject);
    asking.once('response', (answer) => {
      const parts: Buffer[] = [];
      answer.on('data', (part: Buffer) => parts.push(part));
      answer.once('end', () => {
        const text = Buffer.concat(parts).toString();
        resolve({ status: answer.statusCode ?? 0, headers: answer.headers, text });
      });
    });
    asking.end();
  });
}

/** A connection on which a test says what it likes, byte by byte. */
export async function openSocket(baseUrl: string): Promise<Socket> {
  const { hostname, port } = new URL(baseUrl);
  const socket = connect(Number(port), hostname);
  socket.on('error', () => null);
  await once(socket, 'connect');
  return socket;
}

/** All that comes on a connection until the server closes it. */
export async function untilClosed(socket: Socket): Promise<string> {
  let text = '';
  socket.on('data', (part: Buffer) => (text += part.toString('latin1')));
  if (!socket.closed) await once(socket, 'close');
  return text;
}

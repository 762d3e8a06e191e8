import { once } from 'node:events';
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { afterEach, describe, expect, test } from '@jest/globals';
import { isDefiniteRefusal, LinodeUnavailable } from '../../server/linode/errors.ts';
import { createTransport, type LinodeCall } from '../../server/linode/transport.ts';
import { silentObserver } from '../support/silent-observer.ts';

const get: LinodeCall = { method: 'GET', path: '/regions' };
const good = 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}';

let server: Server;
let transport: ReturnType<typeof createTransport>;
let requests: string[];

afterEach(async () => {
  await transport.close();
  server.close();
});

/** A server that deals with each request as the next of the list says, and with all others as the last. */
async function serve(...manners: readonly ((socket: Socket) => void)[]): Promise<void> {
  requests = [];
  server = createServer((socket) => {
    socket.on('error', () => null);
    socket.on('data', (data) => {
      const [line = ''] = data.toString().split('\r\n');
      (manners[requests.length] ?? manners.at(-1))?.(socket);
      requests.push(line);
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo; // it listens on TCP
  transport = createTransport(`http://127.0.0.1:${port}`, silentObserver);
}

const answers = (socket: Socket) => void socket.write(good);
const closes = (socket: Socket) => void socket.end();
const resets = (socket: Socket) => void socket.resetAndDestroy();
const breaksOff = (socket: Socket) => void socket.end(good.replace('2', '200'));
const fails = (socket: Socket) =>
  void socket.write('HTTP/1.1 500 Error\r\nContent-Length: 0\r\n\r\n');

async function send(call: LinodeCall, person = 'ada'): Promise<unknown> {
  return await transport
    .transportFor(person)(call, null)
    .then(
      ({ status }) => status,
      (error: unknown) => error,
    );
}

describe('a connection that is dropped before an answer', () => {
  test.each([
    ['closed', closes],
    ['reset', resets],
  ])('and is %s, costs a GET no more than a second try', async (_, drops) => {
    await serve(answers, drops, answers);
    expect([await send(get), await send(get)]).toEqual([200, 200]);
    expect(requests).toHaveLength(3);
  });

  test('twice, is the end of a GET', async () => {
    await serve(closes);
    expect(await send(get)).toBeInstanceOf(LinodeUnavailable);
    expect(requests).toHaveLength(2);
  });

  test.each(['POST', 'PUT', 'DELETE'] as const)('is the end of a %s', async (method) => {
    await serve(answers, closes, answers);
    await send(get);
    const error = await send({ method, path: '/linode/instances' });
    expect(error).toBeInstanceOf(LinodeUnavailable);
    expect(isDefiniteRefusal(error)).toBe(false);
    expect(requests).toHaveLength(2);
  });

  test('is another thing than one in the middle of an answer, which ends a GET, too', async () => {
    await serve(breaksOff);
    expect(await send(get)).toBeInstanceOf(LinodeUnavailable);
    expect(requests).toHaveLength(1);
  });
});

test('a call that Quayside keeps back is known not to have been sent', async () => {
  await serve(fails);
  for (let n = 0; n < 8; n += 1) await send(get, `person-${n}`);
  const error = await send({ method: 'POST', path: '/linode/instances', body: {} }, 'ada');
  expect(isDefiniteRefusal(error)).toBe(true);
  expect(error).toMatchObject({ wasSent: false });
  expect([1, 2]).toContain((error as LinodeUnavailable).retryAfterSeconds); // counted down from 2
  expect(requests).toHaveLength(8);
});

import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import type { RequestListener, Server, ServerResponse } from 'node:http';
import { afterEach, describe, expect, test } from '@jest/globals';
import express from 'express';
import { createHttpServer, serverLimits } from '../../server/http/server.ts';
import { openSocket, untilClosed } from '../support/raw.ts';
import { until } from '../support/until.ts';

/** The portal's limits, in proportion, so that nobody has to wait for them. */
const quick = {
  ...serverLimits,
  headersMs: 150,
  requestMs: 300,
  checkMs: 20,
  keepAliveMs: 600,
  silenceMs: 700,
};

let server: Server | undefined;

afterEach(async () => {
  server?.closeAllConnections();
  await new Promise((resolve) => {
    server?.close(resolve);
  });
});

/** @returns where the server listens */
async function serve(listener: RequestListener, limits = quick): Promise<string> {
  server = createHttpServer(express().use(listener), limits);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo; // it listens on TCP
  return `http://127.0.0.1:${port}`;
}

const ok: RequestListener = (req, res) => {
  req.resume();
  req.on('end', () => res.end('all of it'));
};

const head = 'POST / HTTP/1.1\r\nHost: portal\r\n';

/** One byte at a time, for as long as anybody listens. */
function dribble(socket: Awaited<ReturnType<typeof openSocket>>, text: string): void {
  const timer = setInterval(() => socket.write(text), 20);
  socket.once('close', () => clearInterval(timer));
}

describe('a client that', () => {
  test('never ends its headers is cut off', async () => {
    const socket = await openSocket(await serve(ok, { ...quick, requestMs: 60_000 }));
    socket.write(head);
    dribble(socket, 'a');
    expect(await untilClosed(socket)).toMatch(/^HTTP\/1\.1 408 /);
  });

  test('dribbles its body is cut off', async () => {
    const socket = await openSocket(await serve(ok));
    socket.write(`${head}Content-Length: 1000000\r\n\r\n`);
    dribble(socket, 'a');
    expect(await untilClosed(socket)).toMatch(/^HTTP\/1\.1 408 /);
  });

  test('connects and says nothing is cut off', async () => {
    const socket = await openSocket(await serve(ok));
    expect(await untilClosed(socket)).not.toContain('200 OK');
  });

  test('does not read what it asked for is cut off, and its answer let go', async () => {
    const answers: ServerResponse[] = [];
    const url = await serve((_req, res) => {
      answers.push(res);
      res.end('x'.repeat(50_000_000));
    });
    const socket = await openSocket(url);
    socket.pause();
    socket.write('GET / HTTP/1.1\r\nHost: portal\r\n\r\n');
    await until(
      'the answer is let go',
      async () => await Promise.resolve(answers[0]?.closed === true),
    );
    expect(socket.bytesRead).toBeLessThan(50_000_000);
    socket.destroy();
  });

  test('goes on with what is no request gets nothing in the midst of its answer', async () => {
    const socket = await openSocket(await serve((_req, res) => void res.write('half of it')));
    const closed = untilClosed(socket);
    socket.write('GET / HTTP/1.1\r\nHost: portal\r\n\r\n');
    await once(socket, 'data');
    socket.write('what?\r\n\r\n');
    const answer = await closed;
    expect(answer).toContain('half of it');
    expect(answer).not.toContain('400');
  });
});

describe('a client that does as it should', () => {
  test('is told how long its connection is kept: longer than proxies keep theirs', async () => {
    const { headers } = await fetch(await serve(ok, serverLimits));
    expect(headers.get('Keep-Alive')).toBe('timeout=65');
  });

  test('may be idle between two requests for longer than headers may take', async () => {
    const socket = await openSocket(await serve(ok));
    const closed = untilClosed(socket);
    socket.write('GET / HTTP/1.1\r\nHost: portal\r\n\r\n');
    await new Promise((resolve) => {
      setTimeout(resolve, 2 * quick.headersMs);
    });
    socket.write('GET / HTTP/1.1\r\nHost: portal\r\nConnection: close\r\n\r\n');
    expect((await closed).match(/200 OK/g)).toHaveLength(2);
  });

  test('may wait for an answer, and listen to it, for longer than a request may take', async () => {
    const url = await serve((_req, res) => {
      let left = 4;
      const timer = setInterval(() => {
        res.write(':\n\n');
        left -= 1;
        if (left > 0) return;
        clearInterval(timer);
        res.end('over');
      }, quick.requestMs);
    });
    expect(await (await fetch(url)).text()).toContain('over');
  });
});

test('of more connections than there may be, the last gets none', async () => {
  const url = await serve(ok, { ...serverLimits, maxConnections: 2 });
  const [first, second, third] = [
    await openSocket(url),
    await openSocket(url),
    await openSocket(url),
  ];
  await untilClosed(third);
  expect([first.closed, second.closed]).toEqual([false, false]);
  second.destroy();
  await once(second, 'close');
  expect((await fetch(url)).status).toBe(200);
});

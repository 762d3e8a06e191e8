import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { connect, type AddressInfo, type Socket } from 'node:net';
import express, { type Response } from 'express';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { createDrain, type Drain } from '../../server/http/drain.ts';

/** Limits that no test waits for. */
const patient = { acceptMs: 60_000, answerMs: 60_000 };

let drain: Drain;
let server: Server;
let url: string;
let waiting: Response[];

beforeEach(async () => {
  drain = createDrain();
  waiting = [];
  const app = express().use(drain.watch);
  app.get('/waits', (_req, res) => void waiting.push(res));
  app.get('/answers', (_req, res) => void res.send('answered'));
  app.get('/streams', (_req, res) => {
    res.write('begun ');
    waiting.push(res);
  });
  server = createServer(app).listen(0, '127.0.0.1');
  await once(server, 'listening');
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterEach(() => {
  server.closeAllConnections();
  server.close();
});

/** Sent, and waiting for its answer by the time this returns. */
async function ask(path: string): Promise<{ answer: Promise<globalThis.Response> }> {
  const [answer] = [fetch(url + path), await once(server, 'request')];
  return { answer };
}

async function keptConnection(): Promise<Socket> {
  const socket = connect(Number(new URL(url).port), '127.0.0.1');
  socket.write('GET /answers HTTP/1.1\r\nHost: here\r\n\r\n');
  await once(socket, 'data');
  return socket;
}

test('who has asked is answered, and told that the connection ends', async () => {
  const { answer } = await ask('/waits');
  const drained = drain.drain(server, patient);
  waiting[0]?.send('late');
  const { status, headers } = await answer;
  expect([status, headers.get('connection')]).toEqual([200, 'close']);
  await drained;
});

test('while somebody waits, others are served; afterwards nobody is', async () => {
  const { answer } = await ask('/waits');
  const drained = drain.drain(server, patient);
  const other = await fetch(`${url}/answers`);
  expect([other.status, other.headers.get('connection')]).toEqual([200, 'close']);
  waiting[0]?.send('late');
  await answer;
  await drained;
  await expect(fetch(`${url}/answers`)).rejects.toThrow();
});

test('nobody new comes in once the time for that is over', async () => {
  const { answer } = await ask('/waits');
  const drained = drain.drain(server, { ...patient, acceptMs: 1 });
  while (server.listening) await new Promise(setImmediate);
  await expect(fetch(`${url}/answers`)).rejects.toThrow();
  waiting[0]?.send('late');
  expect((await answer).status).toBe(200);
  await drained;
});

test('who is not answered in time is cut off', async () => {
  const { answer } = await ask('/waits');
  await drain.drain(server, { acceptMs: 1, answerMs: 1 });
  await expect(answer).rejects.toThrow();
});

test('a request that is never sent to its end keeps nobody', async () => {
  const socket = connect(Number(new URL(url).port), '127.0.0.1');
  socket.write('GET /answers HTTP/1.1\r\nHost:');
  await once(server, 'connection');
  const closed = once(socket, 'close');
  await drain.drain(server, patient);
  await closed;
});

test('an answer that has begun comes to its end', async () => {
  const { answer } = await ask('/streams');
  const drained = drain.drain(server, patient);
  waiting[0]?.end('ended');
  expect(await (await answer).text()).toBe('begun ended');
  await drained;
});

test('an idle connection ends at once', async () => {
  const closed = once(await keptConnection(), 'close');
  await drain.drain(server, patient);
  await closed;
});

import { once } from 'node:events';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, describe, expect, jest, test } from '@jest/globals';
import express, { type Response as Sent } from 'express';
import { createEventStreams, streamLimits } from '../../server/http/event-stream.ts';
import { createHttpServer } from '../../server/http/server.ts';
import { TooManyRequests } from '../../server/errors.ts';
import { createLogger } from '../../server/logger.ts';
import { signInAsCreator } from '../support/creator.ts';
import { startPortal, type TestPortal } from '../support/portal.ts';
import { openSocket } from '../support/raw.ts';
import { until } from '../support/until.ts';
import type { TestVisitor } from '../support/visitor.ts';

const max = { username: 'max-member', password: 'harbour-demo-1' };

describe('of event streams', () => {
  const admissionMs = 30;
  let server: Server;
  let url: string;
  let answers: Sent[];

  afterEach(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => {
      server.close(resolve);
    });
  });

  /** `/<session>` streams ever new messages of so many bytes. */
  async function serve(limits: Partial<typeof streamLimits>, bytes = 10): Promise<void> {
    const streams = createEventStreams(createLogger('silent'), {
      ...streamLimits,
      periodMs: 10,
      ...limits,
    });
    const app = express();
    answers = [];
    let count = 0;
    const next = async () => await Promise.resolve(`${(count += 1)}`.padEnd(bytes, '.'));
    app.get('/:session', async (req, res) => {
      answers.push(res);
      await sleep(admissionMs);
      const serving = streams.serve(req, res, { ...req.params, next, isLast: () => false });
      await serving.catch((error: unknown) => {
        res.status(error instanceof TooManyRequests ? 429 : 500).end();
      });
    });
    server = createHttpServer(app);
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo; // it listens on TCP
    url = `http://127.0.0.1:${port}`;
  }

  async function watch(session: string): Promise<{ status: number; leave: () => void }> {
    const leaving = new AbortController();
    const { status } = await fetch(`${url}/${session}`, { signal: leaving.signal });
    return { status, leave: () => leaving.abort() };
  }

  const freed = async (session: string) => {
    await until('a place is free', async () => (await watch(session)).status === 200);
  };

  test('a session has a few, and a closed one frees its place', async () => {
    await serve({ perSession: 2 });
    const [first, second] = [await watch('one'), await watch('one')];
    expect([first.status, second.status]).toEqual([200, 200]);
    expect((await watch('one')).status).toBe(429);
    expect((await watch('another')).status).toBe(200);
    first.leave();
    await freed('one');
    expect((await watch('one')).status).toBe(429);
  });

  test('everybody together has so many', async () => {
    await serve({ inAll: 2 });
    const first = await watch('one');
    await watch('two');
    expect((await watch('three')).status).toBe(429);
    first.leave();
    await freed('three');
    expect((await watch('four')).status).toBe(429);
  });

  test('those who left before they were let in hold no place', async () => {
    await serve({ perSession: 1 });
    for (let count = 0; count < 3; count += 1) {
      const signal = AbortSignal.timeout(admissionMs / 3);
      await expect(fetch(`${url}/one`, { signal })).rejects.toThrow();
    }
    await sleep(2 * admissionMs);
    expect((await watch('one')).status).toBe(200);
  });

  test('one that is asked for by HEAD is over with its headers', async () => {
    await serve({ perSession: 1 });
    for (let count = 0; count < 3; count += 1) {
      const { status, headers } = await fetch(`${url}/one`, { method: 'HEAD' });
      expect([status, headers.get('Content-Type')]).toEqual([200, 'text/event-stream']);
    }
  });

  test('one that nobody reads is cut off', async () => {
    await serve({}, 500_000);
    const socket = await openSocket(url);
    socket.pause();
    socket.write('GET /one HTTP/1.1\r\nHost: portal\r\n\r\n');
    await until('it is cut', async () => await Promise.resolve(answers[0]?.closed === true));
    socket.destroy();
  });
});

describe('whoever watches a Linode', () => {
  let portal: TestPortal;
  let visitor: TestVisitor;
  let id: number;

  beforeAll(async () => {
    portal = await startPortal();
    visitor = await signInAsCreator(portal, max);
    await portal.sandbox.switches({ lifecycleMs: 60_000 });
    id = (await portal.sandbox.linodes()).find(({ status }) => status === 'running')?.id ?? 0;
    const path = `/linodes/${id}/reboot`;
    expect((await visitor.submit(path, path)).status).toBe(303);
  });
  afterAll(async () => {
    await portal.stop();
  });

  async function watch(): Promise<Response> {
    const cookie = [...visitor.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const headers = { Accept: 'text/event-stream', cookie };
    return await fetch(`${portal.baseUrl}/linodes/${id}/events`, { headers });
  }

  test('in a fifth window is told at once, and can ask by hand', async () => {
    const streams = await Promise.all([1, 2, 3, 4].map(watch));
    expect(streams.map(({ status }) => status)).toEqual([200, 200, 200, 200]);
    const fifth = await watch();
    expect(fifth.status).toBe(429);
    expect(Number(fifth.headers.get('Retry-After'))).toBeGreaterThan(0);
    const asked = await visitor.get(`/linodes/${id}/status`, { Accept: 'application/json' });
    expect(JSON.parse(asked.text)).toMatchObject({ word: 'Rebooting', final: false });
    await Promise.all(streams.map(async ({ body }) => await body?.cancel()));
    await until('their places are free', async () => {
      const again = await watch();
      await again.body?.cancel();
      return again.status === 200;
    });
  });

  test('sees no more of it when Linode lets them see it no more', async () => {
    const stream = await watch();
    const refusal = { status: 403, body: { errors: [{ reason: 'Unauthorized' }] } };
    const fault = { host: 'api', path: `/v4/linode/instances/${id}$`, times: 0 } as const;
    const headers = { 'Content-Type': 'application/json' };
    await portal.sandbox.fault({ ...fault, kind: 'status', ...refusal, headers });
    jest.useFakeTimers({ now: Date.now() + 61_000, doNotFake: [...everythingButDate] });
    // Whoever else may see it still is told of it: the snapshot that they share is there.
    expect(await portal.redis.exists(`linode:{${id}}`)).toBe(1);
    expect(await stream.text()).toContain('Rebooting');
    jest.useRealTimers();
  });
});

const everythingButDate = [
  'hrtime',
  'nextTick',
  'performance',
  'queueMicrotask',
  'setImmediate',
  'clearImmediate',
  'setInterval',
  'clearInterval',
  'setTimeout',
  'clearTimeout',
] as const;

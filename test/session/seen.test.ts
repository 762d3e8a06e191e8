import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { Writable } from 'node:stream';
import { createLogger } from '../../server/logger.ts';
import { keys } from '../../server/redis/keys.ts';
import { createSeen } from '../../server/session/seen.ts';
import { startRedis, type RedisServer } from '../support/redis-server.ts';

/* When each session was used last, also while its store takes nothing. */

const use = {
  lastUsedAt: 1,
  lastAction: 'GET /linodes/:id',
  address: '192.0.2.1',
  agent: 'Browser',
};
const absoluteEnd = Date.now() + 3_600_000;

let redisServer: RedisServer;
let logLines: string[];

beforeAll(async () => {
  redisServer = await startRedis();
});
afterAll(async () => {
  await redisServer.stop();
});
beforeEach(async () => {
  logLines = [];
  await storeIs('open');
  await redisServer.client.flushall();
});

async function storeIs(state: 'open' | 'full'): Promise<void> {
  await redisServer.client.config('SET', 'maxmemory', state === 'full' ? '1' : '0');
}

function seenHere() {
  const lines = new Writable({
    write(chunk: Buffer, _encoding, done) {
      logLines.push(chunk.toString());
      done();
    },
  });
  return createSeen(redisServer.client, createLogger('info', lines));
}

function session(vaultId: string) {
  return { vaultId, absoluteEnd };
}

test('is told by this process before it is written, and by others after', async () => {
  const seen = seenHere();
  seen.note(session('one'), { ...use, agent: 'x'.repeat(1000) });
  expect(await seen.read('one')).toEqual({ ...use, agent: 'x'.repeat(300) });
  expect(await seenHere().read('one')).toBeNull();
  await seen.close();
  expect(await seenHere().read('one')).toEqual({ ...use, agent: 'x'.repeat(300) });
  expect(logLines).toEqual([]);
});

test('that is kept in another form is not known', async () => {
  await redisServer.client.set(keys.seen('one'), '{"lastUsedAt":"yesterday"}');
  expect(await seenHere().read('one')).toBeNull();
});

test('waits until the store takes it again, and gives way to what came later', async () => {
  const seen = seenHere();
  await storeIs('full');
  seen.note(session('one'), use);
  seen.note(session('two'), use);
  const flushing = seen.flush();
  seen.note(session('two'), { ...use, lastUsedAt: 2 });
  await flushing;
  expect(logLines).toHaveLength(1);
  expect(logLines[0]).toContain('"failed":2');
  await storeIs('open');
  await seen.flush();
  expect(logLines).toHaveLength(1);
  expect((await seenHere().read('one'))?.lastUsedAt).toBe(1);
  expect((await seenHere().read('two'))?.lastUsedAt).toBe(2);
});

test('of more sessions than may wait is dropped, and that is said', async () => {
  const seen = seenHere();
  for (let number = 0; number < 10_002; number += 1) seen.note(session(`${number}`), use);
  seen.note(session('0'), { ...use, lastUsedAt: 2 });
  expect((await seen.read('0'))?.lastUsedAt).toBe(2);
  await seen.flush();
  expect(logLines).toHaveLength(1);
  expect(logLines[0]).toContain('"dropped":2');
  expect(await redisServer.client.dbsize()).toBe(10_000);
});

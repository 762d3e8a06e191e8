import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { createBlocking } from '../../server/audit/blocking.ts';
import { createPolicy } from '../../server/audit/policy.ts';
import type { AuditRecorder } from '../../server/audit/record.ts';
import { keys } from '../../server/redis/keys.ts';
import { createPeople } from '../../server/session/people.ts';
import { createSessionRegistry } from '../../server/session/registry.ts';
import { startRedis, type RedisServer } from '../support/redis-server.ts';

/* How an admin keeps somebody out who leaves, and who may not be kept out. */

const limits = { idleMs: 60_000, maxMs: 60_000, perUser: 10 };
const context = { requestId: 'r-1', address: '192.0.2.7' };
const order = { by: 'ada', person: 'Max', reason: 'left', context };

let redisServer: RedisServer;
let done: string[];

beforeAll(async () => {
  redisServer = await startRedis();
});
afterAll(async () => {
  await redisServer.stop();
});
beforeEach(async () => {
  await redisServer.client.flushall();
  done = [];
});

const keptLog: AuditRecorder = {
  async record(event, from) {
    const told = { ...event, type: undefined, ...from };
    await Promise.resolve(done.push(`${event.type} ${JSON.stringify(told)}`));
  },
};

async function blockingFor(admins: readonly string[], audit = keptLog) {
  const { client } = redisServer;
  const people = createPeople(client);
  const blocking = createBlocking({
    audit,
    people,
    registry: createSessionRegistry(client, limits),
    endSession: async (id, reason) => void (await Promise.resolve(done.push(`${id} ${reason}`))),
    policy: await createPolicy(undefined, admins),
  });
  return { blocking, people };
}

const noted = JSON.stringify({ username: 'ada', person: 'Max', reason: 'left', ...context });

test('somebody who is blocked is out everywhere, and it is noted before it is done', async () => {
  const { blocking, people } = await blockingFor(['ada']);
  const later = Date.now() + 3_600_000;
  await redisServer.client.zadd(keys.sessionsOf('max'), later, 'v1', later, 'v2');
  await blocking.block(order);
  expect(done).toEqual([`person.blocked ${noted}`, 'v1 ended-by-admin', 'v2 ended-by-admin']);
  expect(await people.blockedReason('max')).toBe('left');
  expect(await people.epochOf('max')).toBe(1);
});

test('somebody who is let in again may sign in, and it is noted', async () => {
  const { blocking, people } = await blockingFor(['ada']);
  await people.block('max', 'left');
  await blocking.unblock(order);
  expect(done).toEqual([`person.unblocked ${noted}`]);
  expect(await people.blockedReason('max')).toBeNull();
});

test('what cannot be noted is not done', async () => {
  const full = { record: async () => await Promise.reject(new Error('the log is full')) };
  const { blocking, people } = await blockingFor(['ada'], full);
  await expect(blocking.block(order)).rejects.toThrow('the log is full');
  expect(await people.blockedReason('max')).toBeNull();
  await people.block('max', 'left');
  await expect(blocking.unblock(order)).rejects.toThrow('the log is full');
  expect(await people.blockedReason('max')).toBe('left');
});

test('who is no administrator can be blocked, though all of those are', async () => {
  const { blocking, people } = await blockingFor(['ada']);
  await people.block('ada', 'left');
  expect(await blocking.refusalOf('somebody', 'max')).toBeNull();
});

test('an administrator can be blocked while another one is left who is not', async () => {
  const { blocking } = await blockingFor(['ada', 'max', 'ivo']);
  expect(await blocking.refusalOf('ada', 'max')).toBeNull();
});

test('the last administrator who is not blocked cannot be blocked', async () => {
  const { blocking, people } = await blockingFor(['ada', 'max']);
  await people.block('ada', 'left');
  expect(await blocking.refusalOf('somebody', 'max')).toContain('last administrator');
  await people.unblock('ada');
  expect(await blocking.refusalOf('somebody', 'max')).toBeNull();
});

test('nobody blocks themselves, however they write their name', async () => {
  const { blocking } = await blockingFor(['ada', 'max']);
  expect(await blocking.refusalOf('ada', 'Ada')).toContain('yourself');
});

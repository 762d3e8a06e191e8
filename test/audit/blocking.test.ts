import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { createBlocking } from '../../server/audit/blocking.ts';
import { createPolicy } from '../../server/audit/policy.ts';
import { createPeople } from '../../server/session/people.ts';
import { createSessionRegistry } from '../../server/session/registry.ts';
import { startRedis, type RedisServer } from '../support/redis-server.ts';

let redisServer: RedisServer;

beforeAll(async () => {
  redisServer = await startRedis();
});
afterAll(async () => {
  await redisServer.stop();
});
beforeEach(async () => {
  await redisServer.client.flushall();
});

async function blockingFor(admins: readonly string[]) {
  const { client } = redisServer;
  const people = createPeople(client);
  const limits = { idleMs: 60_000, maxMs: 60_000, perUser: 10 };
  const blocking = createBlocking({
    audit: { record: async () => await Promise.resolve() },
    people,
    registry: createSessionRegistry(client, limits),
    endSession: async () => await Promise.resolve(),
    policy: await createPolicy(undefined, admins),
  });
  return { blocking, people };
}

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

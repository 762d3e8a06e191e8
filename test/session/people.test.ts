import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { createPeople, type People } from '../../server/session/people.ts';
import { startRedis, type RedisServer } from '../support/redis-server.ts';

/* What is remembered of a username beyond any session; its spelling does not matter. */

let redisServer: RedisServer;
let people: People;

beforeAll(async () => {
  redisServer = await startRedis();
  people = createPeople(redisServer.client);
});
afterAll(async () => {
  await redisServer.stop();
});
beforeEach(async () => {
  await redisServer.client.flushall();
});

test('an epoch begins at 0 and rises with each sign-out everywhere, for one person', async () => {
  expect(await people.epochOf('max')).toBe(0);
  await people.raiseEpoch('Max');
  await people.raiseEpoch('max');
  expect(await people.epochOf('MAX')).toBe(2);
  expect(await people.epochOf('moritz')).toBe(0);
});

test('a block holds, with its reason, until it is taken back', async () => {
  await people.block('Max', 'left');
  expect(await people.blockedReason('max')).toBe('left');
  expect(await people.blockedReason('moritz')).toBeNull();
  await people.unblock('MAX');
  expect(await people.blockedReason('max')).toBeNull();
});

test('a username is who first came with it, and nobody else', async () => {
  expect(await people.isSamePerson('max', 7)).toBe(true);
  expect(await people.isSamePerson('Max', 7)).toBe(true);
  expect(await people.isSamePerson('max', 70)).toBe(false);
  expect(await people.isSamePerson('moritz', 70)).toBe(true);
});

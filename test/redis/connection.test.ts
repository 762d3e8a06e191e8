import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { connectAsPortal, type ReplicatedRedis } from '../support/redis-deployment.ts';
import { startSentinelRedis } from '../support/redis-sentinel.ts';

let redis: ReplicatedRedis;

beforeAll(async () => {
  redis = await startSentinelRedis();
});
afterAll(async () => {
  await redis.stop();
});

test('with REDIS_TLS a Sentinel-managed master is never spoken to in the clear', async () => {
  const clear = await connectAsPortal(redis.env);
  expect(await clear.ping()).toBe('PONG');
  clear.disconnect();
  await expect(connectAsPortal({ ...redis.env, REDIS_TLS: 'true' })).rejects.toThrow();
});

import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from '@jest/globals';
import { connectAsPortal } from '../support/redis-deployment.ts';
import { startSentinelRedis } from '../support/redis-sentinel.ts';
import { startRedis } from '../support/redis-server.ts';
import { tapRedis } from '../support/redis-tap.ts';

test('with REDIS_TLS a Sentinel-managed master is never spoken to in the clear', async () => {
  const redis = await startSentinelRedis();
  const clear = await connectAsPortal(redis.env);
  expect(await clear.ping()).toBe('PONG');
  clear.disconnect();
  await expect(connectAsPortal({ ...redis.env, REDIS_TLS: 'true' })).rejects.toThrow();
  await redis.stop();
});

test('a connection that broke is made anew once', async () => {
  const server = await startRedis();
  const tap = await tapRedis(server.url);
  const redis = await connectAsPortal({ REDIS_URL: tap.url });
  let broken = 0;
  redis.on('close', () => (broken += 1));
  const stopped = tap.stopAt('SLOW', 'before');
  const asking = redis.get('SLOW');
  await stopped;
  tap.cut();
  expect(await asking).toBeNull();
  // Longer than a connection may be silent while something is asked of it.
  await sleep(3300);
  expect(await redis.get('SLOW')).toBeNull();
  expect(broken).toBe(1);
  redis.disconnect();
  await tap.close();
  await server.stop();
});

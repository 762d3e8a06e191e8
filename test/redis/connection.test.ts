import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, expect, test } from '@jest/globals';
import { freePort } from '../support/free-port.ts';
import { startRedisCluster } from '../support/redis-cluster.ts';
import { connectAsPortal } from '../support/redis-deployment.ts';
import { startSentinelRedis } from '../support/redis-sentinel.ts';
import { startPortalProcess } from '../support/portal-process.ts';
import { startRedis } from '../support/redis-server.ts';
import { tapRedis } from '../support/redis-tap.ts';

const stops: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const stop of stops.splice(0)) await stop();
});

test('with REDIS_TLS a Sentinel-managed master is never spoken to in the clear', async () => {
  const redis = await startSentinelRedis();
  stops.push(async () => await redis.stop());
  const clear = await connectAsPortal(redis.env);
  expect(await clear.ping()).toBe('PONG');
  clear.disconnect();
  await expect(connectAsPortal({ ...redis.env, REDIS_TLS: 'true' })).rejects.toThrow();
});

test('a portal whose Redis is not there ends, and says so in a sentence', async () => {
  const starting = startPortalProcess({
    NODE_ENV: 'test',
    LOG_LEVEL: 'silent',
    LINODE_CLIENT_ID: 'id',
    LINODE_CLIENT_SECRET: 'secret',
    ALLOWED_USERS: 'nobody',
    REDIS_URL: `redis://127.0.0.1:${await freePort()}`,
  });
  await expect(starting).rejects.toThrow(
    /^the portal did not start:\nRedis does not answer at the configured address\. .+$/,
  );
});

test('a connection that broke is made anew once', async () => {
  const server = await startRedis();
  const tap = await tapRedis(server.url);
  const redis = await connectAsPortal({ REDIS_URL: tap.url });
  stops.push(async () => {
    redis.disconnect();
    await tap.close();
    await server.stop();
  });
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
});

test('while two masters of a Cluster are lost, no answer goes to another question', async () => {
  const redis = await startRedisCluster();
  stops.push(async () => await redis.stop());
  // Else the third would soon answer nobody, and there were nothing to be mixed up.
  await redis.eachNode(async (node) => node.config('SET', 'cluster-allow-reads-when-down', 'yes'));
  const names = Array.from({ length: 12 }, (_, at) => `session:${at}`);
  for (const name of names) await redis.client.set(name, name);
  await redis.killMasterOf('session:0');
  await redis.pauseMasterOf('session:1');

  const answered: { readonly asked: string; readonly told: string | null }[] = [];
  const ask = async (asked: string) => {
    const told = await redis.client.get(asked).catch(() => undefined);
    if (told !== undefined) answered.push({ asked, told });
  };
  const asking: Promise<void>[] = [];
  // Until the one that hangs has been given up, and connected anew in vain.
  for (const end = Date.now() + 7500; Date.now() < end; await sleep(50))
    asking.push(...names.map(ask));
  await Promise.all(asking);

  expect(answered.length).toBeGreaterThan(names.length);
  expect(answered.filter(({ asked, told }) => told !== asked)).toEqual([]);
});

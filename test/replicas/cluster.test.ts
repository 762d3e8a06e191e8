import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { isStoreError } from '../../server/redis/errors.ts';
import { startRedisCluster, type RedisCluster } from '../support/redis-cluster.ts';
import { connectAsPortal } from '../support/redis-deployment.ts';
import { startReplicas, type Replicas } from '../support/replicas.ts';
import { TestVisitor } from '../support/visitor.ts';
import { surviveAHangingMaster, surviveALostMaster } from './failover.ts';
import { notToBeHad, unseen, visitEverything } from './walk.ts';
import { actAsOnePortal, max, statuses } from './scenarios.ts';

describe('four processes on a Cluster of three masters', () => {
  let redis: RedisCluster;
  let replicas: Replicas;
  beforeAll(async () => {
    redis = await startRedisCluster();
    replicas = await startReplicas({ count: 4, redis });
  });
  afterAll(async () => {
    await replicas.stop();
  });

  test('a node need not have met a script before', async () => {
    await redis.eachNode(async (node) => await node.script('FLUSH'));
    const visitors = Array.from({ length: 6 }, () => new TestVisitor(replicas));
    const forms = visitors.map(async (visitor) => {
      await visitor.signIn(max);
      return await visitor.submit('/linodes', '/sign-out');
    });
    expect(statuses(await Promise.all(forms))).toEqual([303]);
  });

  test('a user who may ask too little of the nodes ends the start, and does not hold it up', async () => {
    const poor = { REDIS_USERNAME: 'poor', REDIS_PASSWORD: 'poor-test-password' };
    const rules = ['on', `>${poor.REDIS_PASSWORD}`, '~*', '+@all', '-cluster|info'];
    await redis.eachNode(async (node) => await node.call('ACL', 'SETUSER', 'poor', ...rules));
    const connecting = connectAsPortal({ ...redis.env, ...poor }, 1000);
    const refusal: unknown = await connecting.catch((error: unknown) => error);
    expect(refusal).toEqual(new Error('connect takes too long'));
    expect(isStoreError(refusal)).toBe(true);
  });

  test('every page and every form works, for the Redis user that is recommended', async () => {
    const seen = await visitEverything(replicas);
    expect(unseen(seen)).toEqual([]);
    expect(seen.filter(({ status }) => status >= 400).map(({ path }) => path)).toEqual(notToBeHad);
    const trouble = /CROSSSLOT|MOVED|NOPERM|NOSCRIPT|same slot|"level":"error"/;
    expect(replicas.logLines().filter((line) => trouble.test(line))).toEqual([]);
  });

  actAsOnePortal(() => replicas);
  surviveALostMaster(() => ({ replicas, redis }));
  surviveAHangingMaster(() => ({ replicas, redis }));
});

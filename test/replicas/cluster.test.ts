import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { startRedisCluster, type RedisCluster } from '../support/redis-cluster.ts';
import { startReplicas, type Replicas } from '../support/replicas.ts';
import { TestVisitor } from '../support/visitor.ts';
import { surviveAHangingMaster, surviveALostMaster } from './failover.ts';
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

  actAsOnePortal(() => replicas);
  surviveALostMaster(() => ({ replicas, redis }));
  surviveAHangingMaster(() => ({ replicas, redis }));
});

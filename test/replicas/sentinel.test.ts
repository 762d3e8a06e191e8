import { afterAll, beforeAll, describe } from '@jest/globals';
import type { ReplicatedRedis } from '../support/redis-deployment.ts';
import { startSentinelRedis } from '../support/redis-sentinel.ts';
import { startReplicas, type Replicas } from '../support/replicas.ts';
import { surviveAHangingMaster, surviveALostMaster } from './failover.ts';
import { actAsOnePortal } from './scenarios.ts';

describe('four processes on a master under Sentinel', () => {
  let redis: ReplicatedRedis;
  let replicas: Replicas;
  beforeAll(async () => {
    redis = await startSentinelRedis();
    replicas = await startReplicas({ count: 4, redis });
  });
  afterAll(async () => {
    await replicas.stop();
  });

  actAsOnePortal(() => replicas);
  surviveALostMaster(() => ({ replicas, redis }));
  surviveAHangingMaster(() => ({ replicas, redis }));
});

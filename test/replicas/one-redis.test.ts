import { afterAll, beforeAll, describe } from '@jest/globals';
import { startRedis } from '../support/redis-server.ts';
import { startReplicas, type Replicas } from '../support/replicas.ts';
import { actAsOnePortal } from './scenarios.ts';

describe.each([2, 4])('%d processes on one Redis', (count) => {
  let replicas: Replicas;
  beforeAll(async () => {
    replicas = await startReplicas({ count, redis: await startRedis() });
  });
  afterAll(async () => {
    await replicas.stop();
  });

  actAsOnePortal(() => replicas);
});

import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { kidOf } from '../../server/redis/sealer.ts';
import { isStoreError } from '../../server/redis/errors.ts';
import { portalSecrets } from '../support/portal-secrets.ts';
import { startRedisCluster, type RedisCluster } from '../support/redis-cluster.ts';
import { connectAsPortal } from '../support/redis-deployment.ts';
import { startReplicas, type Replicas } from '../support/replicas.ts';
import { until } from '../support/until.ts';
import { TestVisitor } from '../support/visitor.ts';
import { surviveAHangingMaster, surviveALostMaster } from './failover.ts';
import { notToBeHad, unseen, visitEverything } from './walk.ts';
import { actAsOnePortal, max, signedIn, statuses } from './scenarios.ts';

const fresh = {
  SESSION_SECRET: 'fresh-session-secret-of-more-than-32-characters',
  TOKEN_KEYS: `fresh:${Buffer.alloc(32, 9).toString('base64url')}`,
};

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

  test('both secrets can be changed, and nobody is signed out', async () => {
    const visitor = await signedIn(replicas);
    const old = [...replicas.processes];
    await Promise.all(old.map(async (process) => await replicas.stopOne(process)));
    const both = await replicas.add({
      SESSION_SECRET: `${fresh.SESSION_SECRET},${portalSecrets.SESSION_SECRET}`,
      TOKEN_KEYS: `${fresh.TOKEN_KEYS},${portalSecrets.TOKEN_KEYS}`,
    });
    const here = visitor.beside(both);
    expect((await here.get('/linodes')).status).toBe(200);
    await until('all tokens lie under the new key', async () => {
      const kids = await kidsInVaults(redis);
      return kids.length > 0 && kids.every((kid) => kid === 'fresh');
    });
    await replicas.stopOne(both);
    const there = here.beside(await replicas.add(fresh));
    expect((await there.get('/linodes')).status).toBe(200);
  });
});

/** Key ids of all tokens that are kept. */
async function kidsInVaults(redis: RedisCluster): Promise<readonly string[]> {
  const names = new Set((await redis.eachNode(async (node) => await node.keys('vault:*'))).flat());
  const vaults = [...names].filter((name) => !name.endsWith(':lock'));
  const kept = vaults.map(async (name) => await redis.client.hmget(name, 'access', 'refresh'));
  return (await Promise.all(kept)).flat().flatMap((it) => (it === null ? [] : [kidOf(it) ?? '']));
}

import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { keys } from '../../server/redis/keys.ts';
import { aclRules, aclUser } from '../support/acl-rules.ts';
import { startPortal, type TestPortal } from '../support/portal.ts';
import { startRedis, type RedisServer } from '../support/redis-server.ts';
import { TestVisitor } from '../support/visitor.ts';

let redisServer: RedisServer;
let portal: TestPortal;

beforeAll(async () => {
  redisServer = await startRedis();
  await redisServer.client.call('ACL', 'SETUSER', aclUser.username, ...aclRules);
  portal = await startPortal({
    redisServer,
    env: { REDIS_USERNAME: aclUser.username, REDIS_PASSWORD: aclUser.password },
  });
});

afterAll(async () => {
  await portal.stop();
  await redisServer.stop();
});

describe('the Redis user that docs/operations.md recommends', () => {
  test('may do what a visit needs', async () => {
    const visitor = new TestVisitor(portal);
    await visitor.signIn({ username: 'ada-admin', password: 'harbour-demo-1' });
    expect((await visitor.get('/linodes')).status).toBe(200);
    expect((await visitor.submit('/linodes', '/sign-out')).status).toBeLessThan(400);
    expect(portal.logLines.filter((line) => line.includes('NOPERM'))).toEqual([]);
  });

  test('reaches every key that the portal has a name for', async () => {
    for (const key of Object.values(keys)) {
      // A key's own name serves as what varies, for one that is built upon another's; some take a number.
      const name = typeof key === 'string' ? key : key('linode:{1}' as never);
      expect(await redisServer.client.call('ACL', 'DRYRUN', 'quayside', 'TYPE', name)).toBe('OK');
    }
  });

  test('reaches nothing else', async () => {
    await expect(portal.redis.get('somebody-elses')).rejects.toThrow('NOPERM');
    await expect(portal.redis.flushall()).rejects.toThrow('NOPERM');
    await expect(portal.redis.keys('*')).rejects.toThrow('NOPERM');
    await expect(portal.redis.config('GET', '*')).rejects.toThrow('NOPERM');
  });
});

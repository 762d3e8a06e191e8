import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { keys } from '../../server/redis/keys.ts';
import { startPortal, type TestPortal } from '../support/portal.ts';
import { startRedis, type RedisServer } from '../support/redis-server.ts';
import { TestVisitor } from '../support/visitor.ts';

const password = 'acl-test-password';
const rules = readRules();
let redisServer: RedisServer;
let portal: TestPortal;

beforeAll(async () => {
  redisServer = await startRedis();
  await redisServer.client.call('ACL', 'SETUSER', 'quayside', ...rules);
  portal = await startPortal({
    redisServer,
    env: { REDIS_USERNAME: 'quayside', REDIS_PASSWORD: password },
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

/** The `user quayside …` line of the page, as arguments of ACL SETUSER. */
function readRules(): string[] {
  const line = /^user quayside (.+)$/m.exec(readFileSync('docs/operations.md', 'utf8'))?.[1] ?? '';
  return line.replace('>PASSWORD', `>${password}`).split(' ');
}

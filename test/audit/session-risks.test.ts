import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { createPolicy } from '../../server/audit/policy.ts';
import { createSessionRisks } from '../../server/audit/session-risks.ts';
import { keys } from '../../server/redis/keys.ts';
import { createIndexPages } from '../../server/session/index-pages.ts';
import { noteCommands } from '../support/redis-commands.ts';
import { startRedis, type RedisServer } from '../support/redis-server.ts';

const MINUTE = 60_000;
const IDLE_MINUTES = 30;

let redisServer: RedisServer;

beforeAll(async () => {
  redisServer = await startRedis();
});
afterAll(async () => {
  await redisServer.stop();
});
beforeEach(async () => {
  await redisServer.client.flushall();
});

async function risks() {
  const pages = createIndexPages(redisServer.client, IDLE_MINUTES * MINUTE);
  // Idle after 20 minutes: the policy's default.
  return createSessionRisks(pages, await createPolicy(undefined, []));
}

/** Sessions that were used last so many minutes ago. */
async function usedBefore(minutes: readonly number[]): Promise<void> {
  for (const ago of minutes) {
    const endsAt = Date.now() + (IDLE_MINUTES - ago) * MINUTE;
    await redisServer.client.zadd(keys.sessions, endsAt, `v${ago}`);
  }
}

test('a session is idle once nobody used it for as long as the policy says', async () => {
  // The last one has ended, and waits for its tokens to be revoked.
  await usedBefore([1, 19, 21, 29, 31]);
  const { page, of } = await risks();
  const found = await page('session-idle', { start: 0, count: 10 });
  expect(found).toEqual({ ids: ['v29', 'v21'], total: 2 });
  expect(await of(['v1', 'v19', 'v21', 'v29', 'v31', 'unheard-of'])).toEqual([
    [],
    [],
    ['session-idle'],
    ['session-idle'],
    [],
    [],
  ]);
});

test('a session from a new address is told as long as it may live', async () => {
  const soon = Date.now() + MINUTE;
  await redisServer.client.zadd(keys.sessionsFromNewAddress, soon, 'v1', soon - 2 * MINUTE, 'v2');
  const { page, of } = await risks();
  const found = await page('session-new-address', { start: 0, count: 10 });
  expect(found).toEqual({ ids: ['v1'], total: 1 });
  expect(await of(['v1', 'v2'])).toEqual([['session-new-address'], []]);
});

test('pages follow each other without a gap, and read no more than they show', async () => {
  const ago = Array.from({ length: 250 }, (_, place) => 21 + place / 30);
  await usedBefore(ago);
  await usedBefore([1, 2, 3, 40, 41]);
  const { page } = await risks();
  const commands = noteCommands(redisServer.client);
  const ids: string[] = [];
  for (let start = 0; start < 300; start += 100) {
    const found = await page('session-idle', { start, count: 100 });
    expect(found.total).toBe(250);
    ids.push(...found.ids);
  }
  expect(ids).toEqual(ago.toReversed().map((minutes) => `v${minutes}`));
  expect((await page('session-idle', { start: 300, count: 100 })).ids).toEqual([]);
  const counted = await page('session-idle', { start: 0, count: 0 });
  expect(counted).toEqual({ ids: [], total: 250 });
  const names = commands.take().map(({ name }) => name);
  expect(names.filter((name) => name === 'zrange')).toHaveLength(3);
});

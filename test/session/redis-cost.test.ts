import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { startPortal, type TestPortal } from '../support/portal.ts';
import { noteCommands, type SentCommand } from '../support/redis-commands.ts';
import { until } from '../support/until.ts';
import { TestVisitor } from '../support/visitor.ts';

/* What a signed-in person's reading costs in Redis: three commands, in two waits. */

let portal: TestPortal;
let visitor: TestVisitor;
let commands: ReturnType<typeof noteCommands>;

beforeAll(async () => {
  portal = await startPortal();
  visitor = new TestVisitor(portal);
  await visitor.signIn({ username: 'max-member', password: 'harbour-demo-1' });
  // The first page has the inventory looked at, and catalogues fetched.
  for (const path of ['/', '/linodes', '/browse/types', '/browse/images']) await visitor.get(path);
  await until(
    'the inventory is there',
    async () => (await portal.redis.exists('inventories')) === 1,
  );
  commands = noteCommands(portal.redis);
});
afterAll(async () => {
  await portal.stop();
});

/**
 * Without what the process does by itself every few seconds: its sweep, and the last uses. An answer
 * to those moves the waits on, so the request's own are numbered from one again.
 */
function ofTheRequest(sent: readonly SentCommand[]): string[] {
  const own = sent.filter(({ name, on }) => name !== 'eval' && !on.startsWith('seen:'));
  const waits = [...new Set(own.map(({ wait }) => wait))];
  return own.map(({ name, on, wait }) => `${waits.indexOf(wait) + 1} ${name} ${on.split(':')[0]}`);
}

test.each([
  ['/linodes', 'text/html'],
  ['/linodes', 'application/json'],
  ['/browse/types', 'text/html'],
  ['/browse/images', 'application/json'],
  ['/linodes/create', 'text/html'],
  ['/search?q=harbour', 'text/html'],
  ['/about-access', 'text/html'],
])('%s as %s', async (path, accept) => {
  commands.take();
  expect((await visitor.get(path, { Accept: accept })).status).not.toBe(500);
  expect(ofTheRequest(commands.take())).toEqual([
    '1 get session',
    '2 get epoch',
    '2 hgetall vault',
  ]);
});

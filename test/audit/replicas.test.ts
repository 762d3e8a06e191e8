import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { startPortal, type TestPortal } from '../support/portal.ts';
import { TestVisitor } from '../support/visitor.ts';

/* Two replicas on one Redis: what an admin ends on one is over on the other. */

const ada = { username: 'ada-admin', password: 'harbour-demo-1' };
const max = { username: 'max-member', password: 'harbour-demo-1' };
const REPETITIONS = 10;

let one: TestPortal;
let other: TestPortal;

beforeAll(async () => {
  one = await startPortal();
  other = await startPortal({ sandbox: one.sandbox, redisServer: one.redisServer });
});
afterAll(async () => {
  await other.stop();
  await one.stop();
});

test('a session ended on one replica is over on the other with its next request', async () => {
  const admin = new TestVisitor(one);
  await admin.signIn(ada);
  for (let round = 0; round < REPETITIONS; round += 1) {
    const victim = new TestVisitor(one);
    await victim.signIn(max);
    const there = victim.at(other);
    expect((await there.get('/about-access')).text).toContain('max-member');
    const path = '/audit/tokens?kind=session&user=max-member';
    const { text } = await admin.get(path, { Accept: 'application/json' });
    const [row] = (JSON.parse(text) as { data: { id: string }[] }).data;
    const target = row?.id ?? '';
    const fields = { target, step: 'revoke', reason: 'left', block: '' };
    await admin.submit('/audit/tokens?kind=session', '/audit/revoke', fields);
    expect((await there.get('/about-access')).text).not.toContain('max-member');
  }
});

test('a person blocked on one replica does not get in at the other', async () => {
  const admin = new TestVisitor(one);
  await admin.signIn(ada);
  await admin.submit('/audit/users/max-member', '/audit/users/max-member/block', {
    reason: 'left',
  });
  const victim = new TestVisitor(other);
  expect((await victim.signIn(max)).text).toContain('has blocked your user');
});

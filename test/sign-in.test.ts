import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { startPortal, type TestPortal } from './support/portal.ts';
import { TestVisitor } from './support/visitor.ts';

let portal: TestPortal;
const ada = { username: 'ada-admin', password: 'harbour-demo-1' };

beforeAll(async () => {
  portal = await startPortal();
});
afterAll(async () => {
  await portal.stop();
});

test('a stranger sees what the portal is, and one button', async () => {
  const page = await new TestVisitor(portal).get('/');
  expect(page.status).toBe(200);
  expect(page.text).toContain('Sign in with Linode');
});

test('somebody of the organisation signs in and sees their Linodes', async () => {
  const visitor = new TestVisitor(portal);
  const back = await visitor.signIn(ada, '/sign-in?returnTo=%2Flinodes');
  expect(back.text).toContain('url=/linodes');
  const list = await visitor.get('/linodes');
  expect(list.status).toBe(200);
  expect(list.text).toContain('harbour-web-1');
});

test('a session that ends soon says so, and offers to go on', async () => {
  const brief = await startPortal({
    sandbox: portal.sandbox,
    redisServer: portal.redisServer,
    env: { SESSION_MAX_HOURS: '0.1' },
  });
  const visitor = new TestVisitor(brief);
  await visitor.signIn(ada);
  const page = await visitor.get('/about-access');
  await brief.stop();
  expect(page.text).toContain('Your session ends at');
  expect(page.text).toContain('/sign-in?returnTo=%2Fabout-access');
});

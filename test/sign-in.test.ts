import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { startPortal, type TestPortal } from './support/portal.ts';
import { TestVisitor } from './support/visitor.ts';

let portal: TestPortal;
const ada = { username: 'ada-admin', password: 'harbour-demo-1' };

beforeAll(async () => {
  portal = await startPortal();
}, 60_000);
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

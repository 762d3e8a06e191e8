import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { connect } from '../scaleway/support.ts';
import { startPortal, type TestPortal } from '../support/portal.ts';
import { TestVisitor } from '../support/visitor.ts';

const max = { username: 'max-member', password: 'harbour-demo-1' };
const sentId = 'proxy-0123456789.abcdef';
const ours = /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/;

let behindProxy: TestPortal;
let alone: TestPortal;
let visitor: TestVisitor;

beforeAll(async () => {
  behindProxy = await startPortal({ env: { TRUST_PROXY: '1' } });
  const { sandbox, redisServer } = behindProxy;
  alone = await startPortal({ sandbox, redisServer });
  visitor = new TestVisitor(behindProxy);
  await visitor.signIn(max);
});
afterAll(async () => {
  await alone.stop();
  await behindProxy.stop();
});
beforeEach(async () => {
  await behindProxy.sandbox.clearLog();
});

async function idOf(portal: TestPortal, path: string, sent: string): Promise<string | null> {
  const answer = await new TestVisitor(portal).get(path, { 'X-Request-Id': sent });
  return answer.headers.get('X-Request-Id');
}

describe('the id of a request', () => {
  test('is the trusted proxy’s, where that is one', async () => {
    expect(await idOf(behindProxy, '/', sentId)).toBe(sentId);
  });

  test.each([
    ['short', 'abc'],
    ['long', 'a'.repeat(65)],
    ['with a space', 'abcdefgh ijk'],
    ['with markup', 'abcdefgh<b>'],
    ['with a quote', 'abcdefgh","level":"fatal'],
    ['of two headers', 'abcdefgh, ijklmnop'],
  ])('is our own for one that is %s', async (_, sent) => {
    expect(await idOf(behindProxy, '/', sent)).toMatch(ours);
  });

  test('is our own where nobody is trusted', async () => {
    expect(await idOf(alone, '/', sentId)).toMatch(ours);
  });

  test.each(['/healthz', '/assets/0/none.css', '/linodes', '/no/such/page'])(
    'stands on the answer of %s, whatever becomes of it',
    async (path) => {
      expect(await idOf(behindProxy, path, sentId)).toBe(sentId);
    },
  );
});

/** The ids that a host was sent with calls below a path. */
async function receivedIds(host: string, path: string): Promise<readonly unknown[]> {
  const calls = (await behindProxy.sandbox.log()).filter(
    (entry) => entry.host === host && entry.path.startsWith(path),
  );
  return calls.map(({ headers }) => headers['x-request-id']);
}

describe('the same id', () => {
  test('goes to Linode’s API with each call of a page', async () => {
    await visitor.get('/linodes', { 'X-Request-Id': 'page-of-linodes' });
    expect(await receivedIds('api', '/v4/linode/instances')).toEqual(['page-of-linodes']);
  });

  test('goes to Linode’s sign-in, and with the calls that a sign-in leads to', async () => {
    await new TestVisitor(behindProxy).signIn(max, '/sign-in', { 'X-Request-Id': 'signing-in' });
    expect(await receivedIds('login', '/oauth/token')).toEqual(['signing-in']);
    expect(await receivedIds('api', '/v4/profile')).toContain('signing-in');
  });

  test('goes to Scaleway', async () => {
    await connect(visitor);
    await behindProxy.sandbox.clearLog();
    await visitor.get('/scaleway/servers', { 'X-Request-Id': 'all-the-zones' });
    const ids = await receivedIds('scaleway', '/instance');
    expect(ids.length).toBeGreaterThan(3);
    expect(new Set(ids)).toEqual(new Set(['all-the-zones']));
  });

  test('is in every line that the request has logged', async () => {
    const before = behindProxy.logLines.length;
    const path = '/oauth/callback?state=none&code=none';
    await new TestVisitor(behindProxy).get(path, { 'X-Request-Id': 'a-failed-callback' });
    const lines = behindProxy.logLines.slice(before).map((line) => JSON.parse(line) as object);
    expect(lines.length).toBeGreaterThan(2);
    for (const line of lines) expect(line).toMatchObject({ reqId: 'a-failed-callback' });
    // Whoever reads a line by a program finds the id in it once.
    for (const line of behindProxy.logLines.slice(before))
      expect(line.match(/"reqId"/g)).toHaveLength(1);
  });

  test('is the reference on the page that says what went wrong', async () => {
    const { text } = await visitor.get('/no/such/page', { 'X-Request-Id': sentId });
    expect(text).toContain(`Reference <code>${sentId}</code>`);
  });
});

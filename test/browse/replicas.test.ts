import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { startPortal, type TestPortal } from '../support/portal.ts';
import { TestVisitor, type Person } from '../support/visitor.ts';

const ada = { username: 'ada-admin', password: 'harbour-demo-1' };
const rita = { username: 'rita-restricted', password: 'harbour-demo-1' };

let one: TestPortal;
let other: TestPortal;

beforeAll(async () => {
  one = await startPortal();
  other = await startPortal({ sandbox: one.sandbox, redisServer: one.redisServer });
}, 60_000);
afterAll(async () => {
  await other.stop();
  await one.stop();
});

async function signedIn(portal: TestPortal, person: Person): Promise<TestVisitor> {
  const visitor = new TestVisitor(portal);
  await visitor.signIn(person);
  return visitor;
}

async function images(visitor: TestVisitor): Promise<Record<string, unknown>[]> {
  const { text } = await visitor.get('/browse/images?size=100', { Accept: 'application/json' });
  return (JSON.parse(text) as { data: Record<string, unknown>[] }).data;
}

const isOwn = (image: Record<string, unknown>) => image['is_public'] !== true;

/** Addresses of a path that were asked without a token, as only the shared catalogue asks. */
async function publicCalls(path: string): Promise<string[]> {
  const log = await one.sandbox.log();
  return log
    .filter(({ host, headers }) => host === 'api' && headers['authorization'] === undefined)
    .map(({ path: asked }) => asked)
    .filter((asked) => asked.split('?')[0] === `/v4${path}`);
}

describe('two replicas', () => {
  test.each([
    ['types', '/linode/types'],
    ['regions', '/regions'],
    ['availability', '/regions/availability'],
    ['kernels', '/linode/kernels'],
    ['images', '/images'],
  ])('ask Linode for the public list of %s once between them', async (name, path) => {
    const visitors = [await signedIn(one, ada), await signedIn(other, rita)];
    for (const visitor of [...visitors, ...visitors])
      expect((await visitor.get(`/browse/${name}`)).status).toBe(200);
    // A long list has several pages, each of them asked for once.
    const calls = await publicCalls(path);
    expect(calls.length).toBeGreaterThan(0);
    expect(calls).toEqual([...new Set(calls)]);
  });

  test('show nobody the private images of somebody else', async () => {
    for (const [first, second] of [
      [one, other],
      [other, one],
    ] as const) {
      const owned = (await images(await signedIn(first, ada))).filter(isOwn);
      expect(owned.length).toBeGreaterThan(0);
      for (const portal of [first, second]) {
        const shown = await images(await signedIn(portal, rita));
        expect(shown.length).toBeGreaterThan(5);
        expect(shown.filter(isOwn)).toEqual([]);
      }
      // What was kept for one who sees less is not what the other gets, either.
      const again = await images(await signedIn(second, ada));
      expect(again.filter(isOwn)).toEqual(owned);
    }
    expect(await one.redis.get('cache:/images')).not.toContain('private/');
  });
});

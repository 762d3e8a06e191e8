import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { createCatalogue } from '../../server/linode/catalogue.ts';
import { createCatalogueStore } from '../../server/redis/catalogue-store.ts';
import { startPortal, type TestPortal } from '../support/portal.ts';
import { TestVisitor, type Person } from '../support/visitor.ts';

const ada = { username: 'ada-admin', password: 'harbour-demo-1' };
const rita = { username: 'rita-restricted', password: 'harbour-demo-1' };

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

/** A catalogue as a replica has it that has just started, and how often it asks Linode. */
function freshCatalogue(behaviour: { readonly fails?: true } = {}) {
  const counted = { calls: 0 };
  const catalogue = createCatalogue(async () => {
    counted.calls += 1;
    await sleep(100);
    const rows = {
      data: [{ id: 'eu-central', label: 'Frankfurt' }],
      page: 1,
      pages: 1,
      results: 1,
    };
    const status = behaviour.fails ? 500 : 200;
    return { status, headers: {}, body: Buffer.from(JSON.stringify(rows)) };
  }, createCatalogueStore(one.redis));
  return { catalogue, counted };
}

describe('replicas that have just started', () => {
  const path = '/lke/types';
  beforeEach(async () => {
    await one.redis.del(`cache:${path}`);
    await one.redis.del(`cache:${path}:claim`);
  });

  test('ask once between them for what all of them lack at the same moment', async () => {
    const replicas = [freshCatalogue(), freshCatalogue(), freshCatalogue()];
    const asked = Array.from(
      { length: 999 },
      async (_, index) => await replicas[index % 3]?.catalogue.rows(path),
    );
    const lists = await Promise.all(asked);
    expect(replicas.reduce((sum, { counted }) => sum + counted.calls, 0)).toBe(1);
    expect(new Set(lists.map((list) => JSON.stringify(list?.rows))).size).toBe(1);
  });

  test('ask by themselves when the one that does so fails', async () => {
    const failing = freshCatalogue({ fails: true });
    const other = freshCatalogue();
    const failed = expect(failing.catalogue.rows(path)).rejects.toThrow();
    await sleep(20);
    expect((await other.catalogue.rows(path)).rows).toHaveLength(1);
    await failed;
    expect(other.counted.calls).toBe(1);
  });
});

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

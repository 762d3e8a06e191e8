import { beforeEach, describe, expect, test } from '@jest/globals';
import { createCatalogue, type CatalogueStore } from '../../server/linode/catalogue.ts';
import { LinodeUnavailable } from '../../server/linode/errors.ts';

/* The public lists, fetched by one replica for all: with their store away, and with Linode away. */

const HOUR_MS = 3_600_000;

let answer: { status: number; body: unknown };
let calls: number;
let kept: Map<string, string>;

beforeEach(() => {
  answer = { status: 200, body: { data: [{ id: 'eu-west', label: 'London' }] } };
  calls = 0;
  kept = new Map();
});

function catalogueWith(store: Partial<CatalogueStore> = {}) {
  return createCatalogue(
    async () => {
      calls += 1;
      const body = Buffer.from(JSON.stringify(answer.body));
      return await Promise.resolve({ status: answer.status, headers: {}, body });
    },
    {
      read: async (name) => await Promise.resolve(kept.get(name) ?? null),
      write: async (name, text) => await Promise.resolve(void kept.set(name, text)),
      claim: async () => await Promise.resolve(true),
      ...store,
    },
  );
}

function keep(rows: readonly unknown[], ageMs: number): void {
  kept.set('/regions', JSON.stringify({ at: Date.now() - ageMs, rows }));
}

async function regionIds(catalogue = catalogueWith()): Promise<readonly string[]> {
  return (await catalogue.regions()).map(({ id }) => id);
}

async function isTaken(): Promise<boolean> {
  return await Promise.resolve(false);
}

async function fails(): Promise<never> {
  return await Promise.reject(new Error('the store is away'));
}

test('what another replica has fetched lately is not asked for again', async () => {
  keep([{ id: 'us-east' }], 1000);
  expect(await regionIds()).toEqual(['us-east']);
  expect(calls).toBe(0);
});

test.each([
  ['that is not JSON', '{'],
  ['of another version', '{"rows":{}}'],
])('what is stored %s counts for nothing', async (_, text) => {
  kept.set('/regions', text);
  expect(await regionIds()).toEqual(['eu-west']);
});

test('each replica asks for itself while the store is away', async () => {
  const catalogue = catalogueWith({ read: fails, write: fails, claim: fails });
  expect(await regionIds(catalogue)).toEqual(['eu-west']);
  expect(await regionIds(catalogue)).toEqual(['eu-west']);
  expect(calls).toBe(1);
});

describe('a list that was had long ago', () => {
  beforeEach(() => keep([{ id: 'us-east' }], HOUR_MS));

  test('is fetched anew, for all replicas', async () => {
    expect(await regionIds()).toEqual(['eu-west']);
    expect(kept.get('/regions')).toContain('eu-west');
  });

  test('serves while another replica fetches it', async () => {
    expect(await regionIds(catalogueWith({ claim: isTaken }))).toEqual(['us-east']);
    expect(calls).toBe(0);
  });

  test.each([
    ['fails', 500],
    ['asks for a token where it never did', 401],
  ])('serves while Linode %s', async (_, status) => {
    answer = { status, body: { errors: [{ reason: 'No' }] } };
    expect(await regionIds()).toEqual(['us-east']);
  });
});

test.each([
  ['fails', 500, { errors: [{ reason: 'Oops' }] }],
  ['asks for a token, which must not look like somebody’s dead session', 401, { errors: [] }],
  ['has no row that can be read', 200, { data: [{ id: 'not an id' }, 'London', null] }],
])('without a list there is an error when Linode %s', async (_, status, body) => {
  answer = { status, body };
  await expect(regionIds()).rejects.toThrow(LinodeUnavailable);
});

test('of the images none is kept for others that is somebody’s own', async () => {
  const images = ['linode/debian12', 'private/7'].map((id) => ({
    id,
    is_public: id !== 'private/7',
  }));
  answer = { status: 200, body: { data: images } };
  const { rows } = await catalogueWith().rows('/images');
  expect(rows.map(({ id }) => id)).toEqual(['linode/debian12']);
  expect(kept.get('/images')).not.toContain('private');
});

test('a path that is no public list is a mistake of ours', async () => {
  await expect(catalogueWith().rows('/account')).rejects.toThrow('/account is no public list');
});

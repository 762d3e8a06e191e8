import { describe, expect, test } from '@jest/globals';
import type { Collection } from '../../server/browse/collection.ts';
import { collections } from '../../server/browse/collections.ts';
import { isListPart } from '../../server/browse/parts.ts';
import { documentedLists, findOperation } from '../support/openapi-document.ts';

/** Lists of Linode's document that have no page below /browse, and why. */
const leftOut: Readonly<Record<string, string>> = {
  '/account/entity-transfers': 'deprecated: the service transfers are the same',
  '/object-storage/clusters': 'deprecated: regions and endpoints have taken its place',
  '/databases/mysql/instances': 'those of all databases whose engine is MySQL: a preset there',
  '/databases/postgresql/instances': 'likewise, PostgreSQL',
  '/profile/apps': 'has a page of its own: /me',
  '/profile/devices': 'has a page of its own: /me',
  '/profile/logins': 'has a page of its own: /me',
  '/profile/tokens': 'has a page of its own: /me/tokens',
  '/tags/{tagLabel}': 'a tag leads to the search, which finds by tag',
  '/object-storage/buckets/{regionId}': 'those of all buckets that are in a region: a filter there',
  '/lke/tiers/{tier}/versions': 'of the standard tier they are a list; another is by contract',
  '/monitor/services/{service_type}': 'one service, as the list of services has it',
  '/monitor/services/{service_type}/alert-definitions': 'those of all services are a list',
  '/monitor/services/{service_type}/dashboards': 'those of all services are a list',
  '/monitor/services/{service_type}/metric-definitions': 'nothing of the account: words for charts',
};

/** Where the document is known to be wrong, or stricter than Linode. */
const otherScope: Readonly<Record<string, string>> = {
  '/placement/groups': 'linodes:read_only', // "placement:read_only" is no scope (facts, section 2)
  '/vpcs': 'vpc:read_only', // the document names none
};

const parts = collections.flatMap((parent) =>
  (parent.detail?.parts ?? []).filter(isListPart).map((part) => ({
    ...part,
    name: `${parent.name}/${part.name}`,
    path: inDocument(parent, part),
  })),
);
const declared = [...collections, ...parts];

/** A part's path with the document's own name for the parent's id. */
function inDocument({ path }: Collection, part: { readonly path: string }): string {
  const pattern = new RegExp(`^${path}/\\{\\w+\\}${part.path}$`);
  return (
    documentedLists.find((list) => pattern.test(list.path))?.path ?? `${path}/{id}${part.path}`
  );
}

function documented(path: string) {
  return documentedLists.find((list) => list.path === path);
}

/** So many things have to be chosen before there is a list. */
function parameters(path: string): number {
  return path.split('{').length - 1;
}

describe('each list of Linode’s API document', () => {
  const wanted = documentedLists.filter(({ path }) => parameters(path) <= 1);

  test('is a page, belongs to the page of one thing, or is left out for a reason', () => {
    expect(wanted.length).toBeGreaterThan(80);
    const paths = new Set(declared.map(({ path }) => path));
    const missing = wanted.filter(({ path }) => !paths.has(path) && leftOut[path] === undefined);
    expect(missing).toEqual([]);
  });

  test('that is left out is in the document, and is no page', () => {
    for (const path of Object.keys(leftOut)) {
      expect([path, documented(path)]).toEqual([path, expect.anything()]);
      expect(declared.map((one) => one.path)).not.toContain(path);
    }
  });

  test('that is deprecated is left out', () => {
    const old = wanted.filter(({ deprecated }) => deprecated).map(({ path }) => path);
    expect(old.length).toBeGreaterThan(0);
    for (const path of old) expect(leftOut[path]).toMatch(/^deprecated/);
  });
});

describe('what is declared of', () => {
  test.each(declared)('$name is what the document says', ({ path, ...one }) => {
    const operation = findOperation('GET', path);
    const query = Object.keys(operation?.query ?? {});
    expect(operation).toBeDefined();
    const isPaged = query.includes('page_size');
    const isBeta = documented(path)?.beta === true;
    expect({ unpaged: one.unpaged === true, beta: 'beta' in one }).toEqual({
      unpaged: !isPaged,
      beta: isBeta,
    });
  });

  test.each(collections)('$name asks for the document’s scope', ({ path, scope }) => {
    const scopes = documented(path)?.scopes;
    const [first = 'any'] = scopes ?? [];
    const stated = scopes === undefined ? null : first;
    expect(scope).toBe(otherScope[path] ?? stated);
  });

  test.each(declared)(
    '$name is filtered by Linode where the document says so',
    ({ path, columns }) => {
      const { filterable = [] } = findOperation('GET', path) ?? {};
      const own = columns.filter(({ filter }) => filter === 'linode').map(({ field }) => field);
      expect(own.filter((field) => !filterable.includes(field))).toEqual([]);
      const byPortal = columns
        .filter(({ filter }) => filter === 'portal')
        .map(({ field }) => field);
      expect(byPortal.filter((field) => filterable.includes(field))).toEqual([]);
    },
  );
});

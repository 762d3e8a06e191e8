import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Column } from '../../server/browse/collection.ts';
import { collections } from '../../server/browse/collections.ts';
import { operatorsOf } from '../../server/browse/operators.ts';
import { filterColumns, MAX_ROWS } from '../../server/browse/query.ts';
import { withQuery } from '../../server/paths.ts';
import { forgetExports } from '../support/forget-exports.ts';
import { startPortal, type TestPortal } from '../support/portal.ts';
import { TestVisitor } from '../support/visitor.ts';

const ada = { username: 'ada-admin', password: 'harbour-demo-1' };

describe('every list', () => {
  let portal: TestPortal;
  let visitor: TestVisitor;
  beforeAll(async () => {
    portal = await startPortal({ env: { LINODE_SCOPES: '*' } });
    await portal.sandbox.switches({ rateLimits: 'off' });
    visitor = new TestVisitor(portal);
    await visitor.signIn(ada);
  });
  afterAll(async () => {
    await portal.stop();
  });

  async function json(path: string) {
    const answer = await visitor.get(path, { Accept: 'application/json' });
    const body = JSON.parse(answer.text) as { data: unknown[]; results: number };
    return { status: answer.status, body };
  }

  test.each(collections)(
    '$name: shows each row and its curl, sorts by the columns that offer it, filters by each field, and exports',
    async (collection) => {
      const path = `/browse/${collection.name}`;
      const page = await visitor.get(`${path}?all=yes&size=100`);
      expect(page.status).toBe(200);
      const { body } = await json(`${path}?all=yes&size=100`);
      expect(body.data).not.toHaveLength(0);
      expect(page.text.match(/<th scope="row">/g) ?? []).toHaveLength(body.data.length);
      const root = collection.beta ? `${portal.sandbox.apiUrl}beta` : portal.sandbox.apiUrl;
      expect(page.text).toContain(`curl &#39;${root}${collection.path}`);
      const sorts = [...page.text.matchAll(/class="sort" href="([^"]*)"/g)];
      for (const [, href = ''] of sorts) {
        const sorted = await json(href.replaceAll('&amp;', '&'));
        expect({ href, status: sorted.status }).toEqual({ href, status: 200 });
      }
      const columns = filterColumns(collection);
      for (let first = 0; first < columns.length; first += MAX_ROWS) {
        const query = rowsFor(columns.slice(first, first + MAX_ROWS));
        const filtered = await json(withQuery(path, { ...query, match: 'any' }));
        expect({ query, status: filtered.status }).toEqual({ query, status: 200 });
      }
      await forgetExports(portal.redis);
      const file = JSON.parse((await visitor.get(`${path}?all=yes&format=json`)).text) as unknown[];
      expect(file).toHaveLength(body.results);
    },
  );
});

function rowsFor(columns: readonly Column[]): Record<string, string> {
  const rows = columns.flatMap((column, index) => [
    [`f${index + 1}`, column.field],
    [`o${index + 1}`, operatorsOf(column)[0] ?? ''],
    [`v${index + 1}`, sampleOf(column)],
  ]);
  return Object.fromEntries(rows) as Record<string, string>; // pairs of texts, as just built
}

function sampleOf({ type }: Column): string {
  if (type === 'boolean') return 'yes';
  if (type === 'date') return '2026-11-22';
  return '1';
}

import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Column } from '../../server/browse/collection.ts';
import { collections } from '../../server/browse/collections.ts';
import { operatorsOf } from '../../server/browse/operators.ts';
import { startPortal, type TestPortal } from '../support/portal.ts';
import { TestVisitor } from '../support/visitor.ts';

const ada = { username: 'ada-admin', password: 'harbour-demo-1' };

// The sandbox holds none of these; Linode does.
const beyondSandbox = new Set(['vlans', 'transfers', 'child-accounts']);
const names = collections.map(({ name }) => name).filter((name) => !beyondSandbox.has(name));

describe('every list', () => {
  let portal: TestPortal;
  let visitor: TestVisitor;
  beforeAll(async () => {
    portal = await startPortal();
    await portal.sandbox.switches({ rateLimits: 'off' });
    visitor = new TestVisitor(portal);
    await visitor.signIn(ada);
    for (const need of new Set(collections.map(({ need }) => need)))
      if (need !== undefined) await visitor.signIn(ada, `/sign-in?for=${need}`);
  }, 60_000);
  afterAll(async () => {
    await portal.stop();
  });

  async function json(path: string) {
    const answer = await visitor.get(path, { Accept: 'application/json' });
    const body = JSON.parse(answer.text) as { data: unknown[]; results: number };
    return { status: answer.status, body };
  }

  test.each(names)(
    '%s: shows each row, sorts by the columns that offer it, filters by each field, and exports',
    async (name) => {
      const path = `/browse/${name}`;
      const page = await visitor.get(`${path}?all=yes&size=100`);
      expect({ name, status: page.status }).toEqual({ name, status: 200 });
      const { body } = await json(`${path}?all=yes&size=100`);
      expect(page.text.match(/<th scope="row">/g) ?? []).toHaveLength(body.data.length);
      const sorts = [...page.text.matchAll(/class="sort" href="([^"]*)"/g)];
      for (const [, href = ''] of sorts) {
        const sorted = await json(href.replaceAll('&amp;', '&'));
        expect({ href, status: sorted.status }).toEqual({ href, status: 200 });
      }
      for (const column of collections.find((one) => one.name === name)?.columns ?? []) {
        if (column.filter === undefined) continue;
        const [operator] = operatorsOf(column);
        const query = `f1=${column.field}&o1=${operator}&v1=${sampleOf(column)}`;
        const filtered = await json(`${path}?${query}`);
        expect({ query, status: filtered.status }).toEqual({ query, status: 200 });
      }
      const file = JSON.parse((await visitor.get(`${path}?all=yes&format=json`)).text) as unknown[];
      expect(file).toHaveLength(body.results);
    },
  );
});

function sampleOf({ type }: Column): string {
  if (type === 'boolean') return 'yes';
  if (type === 'date') return '2026-11-22';
  return '1';
}

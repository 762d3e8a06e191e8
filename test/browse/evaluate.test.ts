import { expect, test } from '@jest/globals';
import type { Filter } from '../../server/browse/compile.ts';
import { toTest } from '../../server/browse/evaluate.ts';

/* X-Filter over rows that the portal holds itself. */

const rows = [
  { id: 1, label: 'Ada', size: 10, tags: ['web', 'EU'], made: '2026-01-01T00:00:00' },
  { id: 2, label: 'bo', size: 20, tags: [], made: '2026-02-01T00:00:00' },
  { id: 3, label: 'ada-2', size: null, made: '2026-03-01T00:00:00' },
];

test.each<[Filter, readonly number[]]>([
  [{}, [1, 2, 3]],
  [{ label: 'bo' }, [2]],
  [{ size: 20 }, [2]],
  [{ size: null }, [3]],
  [{ tags: 'web' }, [1]],
  [{ label: { '+contains': 'ADA' } }, [1, 3]],
  [{ tags: { '+contains': 'eu' } }, [1]],
  [{ size: { '+neq': 10 } }, [2, 3]],
  [{ size: { '+gt': 10 } }, [2]],
  [{ size: { '+gte': 10 } }, [1, 2]],
  [{ size: { '+lt': 20 } }, [1]],
  [{ size: { '+lte': 20 } }, [1, 2]],
  [{ size: { '+eq': 20 } }, [2]],
  [{ size: { '+round': 20 } }, []],
  [{ made: { '+gte': '2026-01-15', '+lt': '2026-03-01' } }, [2]],
  [{ size: { '+and': [{ '+gte': 10 }, { '+lt': 20 }] } }, [1]],
  [{ size: { '+or': [{ '+lt': 15 }, { '+eq': 20 }] } }, [1, 2]],
  [{ '+and': [{ size: { '+gt': 5 } }, { label: { '+contains': 'a' } }] }, [1]],
  [{ '+or': [{ id: 1 }, { id: 3 }] }, [1, 3]],
  [{ label: { '+contains': 'a' }, '+order_by': 'id', '+order': 'desc' }, [1, 3]],
  [{ nowhere: 'x' }, []],
])('%j keeps the rows %j', (filter, ids) => {
  expect(rows.filter(toTest(filter)).map(({ id }) => id)).toEqual(ids);
});

test('no filter keeps every row', () => {
  expect(rows.filter(toTest(undefined))).toEqual(rows);
});

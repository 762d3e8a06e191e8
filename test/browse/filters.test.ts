import { describe, expect, test } from '@jest/globals';
import { fc } from '../support/fast-check.ts';
import { readFilter } from '../../sandbox/api/filter/filter.ts';
import type { Collection, ListRow, Row } from '../../server/browse/collection.ts';
import { toTest } from '../../server/browse/evaluate.ts';
import { readExpert } from '../../server/browse/expert.ts';
import { toXFilter } from '../../server/browse/list.ts';
import { operatorsOf } from '../../server/browse/operators.ts';
import { readAsked, readWish, toParams, type Asked } from '../../server/browse/query.ts';
import { withQuery } from '../../server/paths.ts';
import { toAsciiJson } from '../../server/linode/transport.ts';

/** Every type of column, all of them filtered and ordered by Linode. */
const berths: Collection = {
  name: 'berths',
  title: 'Berths',
  one: 'berth',
  many: 'berths',
  about: '',
  group: 'Resources',
  path: '/berths',
  scope: null,
  columns: [
    { field: 'label', header: 'Label', filter: 'linode' },
    { field: 'size', header: 'Size', type: 'number', filter: 'linode' },
    { field: 'live', header: 'Live', type: 'boolean', filter: 'linode' },
    { field: 'state', header: 'State', type: 'status', filter: 'linode' },
    { field: 'created', header: 'Created', type: 'date', filter: 'linode' },
    { field: 'tags', header: 'Tags', type: 'tags', filter: 'linode' },
    { field: 'entity.id', header: 'Entity', type: 'id', filter: 'linode' },
  ],
  search: ['label', 'tags', 'entity.id'],
};
const fields = berths.columns.map(({ field }) => field);

/** Those that the portal filters, where the two of them share the work. */
const mine = new Set(['state', 'size']);

// Few letters, so that filters match now and then; and those that a header or JSON could trip over.
const word = fc.string({ unit: fc.constantFrom('a', 'b', '"', '\\', 'é', '–', '5'), maxLength: 4 });
const wanted = word.filter((text) => text !== '');
const day = fc.integer({ min: 1, max: 9 }).map((n) => `2026-11-0${n}`);
const instant = fc
  .tuple(day, fc.constantFrom('00:00:00', '09:30:00', '23:59:59'))
  .map(([date, clock]) => `${date}T${clock}`);

const berth: fc.Arbitrary<ListRow> = fc.record({
  label: word,
  size: fc.integer({ min: -2, max: 12 }),
  live: fc.boolean(),
  state: fc.constantFrom('running', 'shutting_down'),
  created: instant,
  tags: fc.array(word, { maxLength: 3 }),
  entity: fc.record({ id: fc.integer({ min: 1, max: 60 }) }),
});

const values: Readonly<Record<string, fc.Arbitrary<string>>> = {
  label: wanted,
  size: fc.integer({ min: -2, max: 12 }).map(String),
  live: fc.constantFrom('yes', 'no', 'true', 'False'),
  state: fc.constantFrom('running', 'Shutting down'),
  created: fc.oneof(day, instant),
  tags: wanted,
  'entity.id': fc.integer({ min: 1, max: 60 }).map(String),
};

const filterRow: fc.Arbitrary<readonly [string, string, string]> = fc
  .constantFrom(...berths.columns)
  .chain((column) =>
    fc.tuple(
      fc.constant(column.field),
      fc.constantFrom(...operatorsOf(column)),
      values[column.field] ?? word,
    ),
  );

/** A first row that began another group would be the first of all the same. */
const filterRows: fc.Arbitrary<readonly Row[]> = fc
  .array(fc.tuple(filterRow, fc.boolean()), { maxLength: 4 })
  .map((all) => all.map(([row, isNew], at): Row => (isNew && at > 0 ? [...row, 'new'] : row)));

const asked: fc.Arbitrary<Asked> = fc.record({
  q: fc.oneof(
    fc.constant(''),
    word.map((text) => text.trim()),
  ),
  rows: filterRows,
  expert: fc.constant(''),
  match: fc.constantFrom('all', 'any'),
  sort: fc.constantFrom('', 'label', 'size', 'created'),
  order: fc.constantFrom('asc', 'desc'),
  size: fc.constantFrom(25, 50, 100),
  page: fc.integer({ min: 1, max: 9 }),
  chosen: fc.constant(true),
});

/** What a person means by the rows and the search box, said over the data itself. */
function fits(row: ListRow, { q, rows, match }: Asked): boolean {
  const isFound =
    q === '' ||
    text(row['label']).includes(q) ||
    list(row['tags']).some((tag) => tag.includes(q)) ||
    (/^\d+$/.test(q) && entityId(row) === Number(q));
  if (rows.length === 0) return isFound;
  const starts = rows.flatMap(([, , , group], at) => (at === 0 || group === 'new' ? [at] : []));
  const groups = starts.map((start, at) => rows.slice(start, starts[at + 1]));
  const isFitting = (one: Row) => holds(row, one);
  if (match === 'any') return isFound && groups.every((group) => group.some(isFitting));
  return isFound && groups.some((group) => group.every(isFitting));
}

function holds(row: ListRow, [field, operator, value]: Row): boolean {
  switch (field) {
    case 'label':
      return holdsText(text(row['label']), operator, value);
    case 'state':
      return holdsText(text(row['state']), operator, value.toLowerCase().replace(' ', '_'));
    case 'tags':
      return list(row['tags']).some((tag) => holdsText(tag, operator, value));
    case 'live':
      return (row['live'] === /^(?:yes|true)$/i.test(value)) === (operator === 'is');
    case 'created':
      return holdsTime(text(row['created']), operator, value);
    default:
      return holdsOrder(
        (field === 'size' ? Number(row['size']) : entityId(row)) - Number(value),
        operator,
      );
  }
}

function holdsText(actual: string, operator: string, value: string): boolean {
  if (operator === 'contains') return actual.includes(value);
  return (actual === value) === (operator === 'is');
}

function holdsTime(actual: string, operator: string, value: string): boolean {
  // A day stands for the whole of it.
  const compared = value.length === 10 ? actual.slice(0, 10) : actual;
  if (compared === value) return holdsOrder(0, operator);
  return holdsOrder(compared < value ? -1 : 1, operator);
}

function holdsOrder(difference: number, operator: string): boolean {
  if (operator === 'is') return difference === 0;
  if (operator === 'is-not') return difference !== 0;
  if (operator === 'more-than') return difference > 0;
  if (operator === 'at-least') return difference >= 0;
  return operator === 'less-than' ? difference < 0 : difference <= 0;
}

const text = (value: unknown) => String(value);
const list = (value: unknown) => (Array.isArray(value) ? value.map(String) : []);
const entityId = (row: ListRow) => (row['entity'] as { id: number }).id; // made so above

function wishOf(one: Asked) {
  const wish = readWish(berths, one);
  if ('mistakes' in wish) throw new Error(JSON.stringify(wish.mistakes));
  return wish;
}

/** As the header arrives at Linode: ASCII, and JSON. */
function header(wish: ReturnType<typeof wishOf>): string | undefined {
  const filter = toXFilter(wish);
  if (filter === undefined) return undefined;
  const sent = toAsciiJson(filter);
  expect(sent).toMatch(/^[\x20-\x7e]*$/);
  return sent;
}

describe('what the filter form asks', () => {
  test('is what Linode finds by the X-Filter that it becomes', () => {
    fc.assert(
      fc.property(fc.array(berth, { maxLength: 12 }), asked, (rows, one) => {
        const found = readFilter(header(wishOf({ ...one, sort: '' })), fields)(rows);
        expect(found).toEqual(rows.filter((row) => fits(row, one)));
      }),
      { numRuns: 1000 },
    );
  });

  test('is what the portal itself finds, where Linode cannot filter', () => {
    fc.assert(
      fc.property(fc.array(berth, { maxLength: 12 }), asked, (rows, one) => {
        const found = rows.filter(toTest(wishOf(one).filter));
        expect(found).toEqual(rows.filter((row) => fits(row, one)));
      }),
      { numRuns: 1000 },
    );
  });

  test('is the same where some of its fields are Linode’s to filter and some the portal’s', () => {
    const shared: Collection = {
      ...berths,
      columns: [
        { field: 'label', header: 'Label', filter: 'linode' },
        ...berths.columns
          .slice(1)
          .map((column) =>
            mine.has(column.field) ? { ...column, filter: 'portal' as const } : column,
          ),
      ],
    };
    fc.assert(
      fc.property(fc.array(berth, { maxLength: 12 }), asked, (rows, one) => {
        const wish = readWish(shared, { ...one, sort: '', q: '' });
        if ('mistakes' in wish) throw new Error(JSON.stringify(wish.mistakes));
        expect(JSON.stringify(wish.filter ?? {})).not.toMatch(/"(?:state|size)"/);
        const found = readFilter(header(wish), fields)(rows).filter(toTest(wish.ownFilter));
        expect(found).toEqual(rows.filter((row) => fits(row, { ...one, q: '' })));
      }),
      { numRuns: 1000 },
    );
  });

  test('comes in the order that was asked for', () => {
    fc.assert(
      fc.property(fc.array(berth, { maxLength: 12 }), asked, (rows, one) => {
        const found = readFilter(header(wishOf({ ...one, rows: [], q: '' })), fields)(rows);
        const keys = found.map((row) => row[one.sort]);
        const sign = one.order === 'asc' ? 1 : -1;
        const isInOrder = (before: unknown, after: unknown) =>
          typeof before === 'number' && typeof after === 'number'
            ? sign * (before - after) <= 0
            : before === after || text(before) < text(after) === (sign === 1);
        if (one.sort === '') expect(found).toEqual(rows);
        else
          for (const [index, key] of keys.slice(1).entries())
            expect(isInOrder(keys[index], key)).toBe(true);
      }),
    );
  });

  test('survives in the address, with order, size and page', () => {
    fc.assert(
      fc.property(asked, (one) => {
        const { search } = new URL(withQuery('/berths', toParams(one)), 'http://own.invalid');
        const read = readAsked(berths, Object.fromEntries(new URLSearchParams(search)));
        expect(read).toEqual({ ...one, order: one.sort === '' ? 'asc' : one.order });
      }),
    );
  });

  test.each([
    [['size', 'at-least', 'many'], 'Size is compared with a number, such as 25'],
    [['live', 'is', 'perhaps'], 'Live is yes or no'],
    [['created', 'is', '2026-02-31'], 'Created is compared with a day, such as 2026-11-22'],
    [['tags', 'at-most', 'a'], 'Tags can be filtered with “contains”, “is”'],
    [['depth', 'is', '1'], 'Choose a field to filter by'],
    [['label', 'contains', ''], 'Enter what Label is to be compared with'],
  ] as const)('with a mistake in it (%s) is answered with what is wrong', (row, words) => {
    const params = { f1: row[0], o1: row[1], v1: row[2] };
    expect(readWish(berths, readAsked(berths, params))).toMatchObject({
      mistakes: [{ text: words }],
    });
  });
});

describe('capitals', () => {
  const rows = [{ label: 'Harbour' }, { label: 'harbour' }, { label: 'quay' }];

  test('make no difference to “contains” where the portal filters', () => {
    const find = (part: string) => rows.filter(toTest({ label: { '+contains': part } }));
    expect(find('HARB')).toEqual(rows.slice(0, 2));
  });

  test('make one to “is” and “is not”', () => {
    expect(rows.filter(toTest({ label: 'Harbour' }))).toEqual(rows.slice(0, 1));
    expect(rows.filter(toTest({ label: { '+neq': 'Harbour' } }))).toEqual(rows.slice(1));
  });

  test('go to Linode as they were typed', () => {
    const { filter } = wishOf({ ...readAsked(berths, { q: 'HarBour' }), sort: '' });
    expect(JSON.stringify(filter)).toContain('"+contains":"HarBour"');
  });
});

describe('the box for raw X-Filter', () => {
  test('takes everything that the form makes, and gives it on as it is', () => {
    fc.assert(
      fc.property(asked, (one) => {
        const wish = wishOf(one);
        const filter = toXFilter(wish) ?? {};
        const read = readExpert(berths, JSON.stringify(filter));
        expect(read).toMatchObject({ filter: wish.filter ?? {} });
      }),
    );
  });

  test('takes nothing that Linode would refuse, whatever is typed', () => {
    const node = fc.letrec((tie) => ({
      value: fc.oneof(word, fc.integer(), fc.boolean(), fc.constant(null)),
      operand: fc.oneof(
        { depthSize: 'small' },
        tie('value'),
        fc.dictionary(
          fc.constantFrom('+gt', '+contains', '+neq', '+or', '+like'),
          fc.oneof(tie('value'), fc.array(tie('operand'), { maxLength: 2 })),
          { maxKeys: 2 },
        ),
      ),
      node: fc.dictionary(
        fc.constantFrom(...fields, '+and', '+or', '+order_by', '+order', 'depth'),
        fc.oneof({ depthSize: 'small' }, tie('operand'), fc.array(tie('node'), { maxLength: 2 })),
        { maxKeys: 3 },
      ),
    })).node;
    const typed = fc.oneof(
      node.map((one) => JSON.stringify(one)),
      fc.json(),
      fc.string(),
    );
    fc.assert(
      fc.property(typed, (input) => {
        const read = readExpert(berths, input);
        if ('problem' in read) expect(read.problem).toMatch(/^X-Filter/);
        else expect(() => readFilter(input, fields)([])).not.toThrow();
      }),
      { numRuns: 1000 },
    );
  });

  test.each([
    ['{"label": "a"', 'X-Filter is not JSON'],
    ['[]', 'X-Filter is a JSON object'],
    ['{"status": "running"}', 'Linode cannot filter on status here. It can by: label, size'],
    ['{"label": {"+like": "a"}}', '+like is no operator'],
    ['{"+or": {"label": "a"}}', '+or takes a list in [ ]'],
    ['{"size": {"+gte": "5"}}', 'size is a number, without quotes'],
    ['{"label": ["a", "b"]}', 'several stand in {"+or"'],
    ['{"+order_by": "colour"}', 'cannot order by colour'],
    ['{"+order_by": "label", "+order": "up"}', '+order is "asc" or "desc"'],
    ['{"+order": "asc"}', '+order needs +order_by'],
    ['{"+and": [{"+and": [{"+and": [{"+and": [{"+and": [{"+and": [{}]}]}]}]}]}]}', 'nested deeper'],
  ])('says what is wrong with %s', (input, words) => {
    expect(readExpert(berths, input)).toMatchObject({ problem: expect.stringContaining(words) });
  });
});

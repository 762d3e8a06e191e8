import { describe, expect, test } from '@jest/globals';
import { fc } from '../support/fast-check.ts';
import { collections, requireCollection } from '../../server/browse/collections.ts';
import { toTest } from '../../server/browse/evaluate.ts';
import { filterableAtLinode, readExpert } from '../../server/browse/expert.ts';
import { takesExpert } from '../../server/browse/query.ts';
import { toAsciiJson } from '../../server/linode/transport.ts';

const linodes = requireCollection('linodes');
/** As long as the box takes (browse/query.ts). */
const LONGEST = 3990;

/** `before` as often as it fits, then `middle`, then as many of `after`. */
function nested(before: string, middle: string, after: string): string {
  const depth = Math.floor((LONGEST - middle.length) / (before.length + after.length));
  return before.repeat(depth) + middle + after.repeat(depth);
}

function problemWith(text: string): string {
  const read = readExpert(linodes, text);
  return 'problem' in read ? read.problem : '';
}

describe('raw X-Filter', () => {
  test.each([
    ['groups in groups', nested('{"+and":[', '{"label":"a"}', ']}'), 'nested deeper'],
    ['operators in operators', `{"label":${nested('{"+or":[', '"a"', ']}')}}`, 'nested deeper'],
    ['nothing but brackets', nested('[', '', ']'), 'is a JSON object'],
    ['a prototype', '{"__proto__":{"label":"a"}}', 'cannot filter on __proto__'],
    ['a prototype’s member', '{"label":{"constructor":"a"}}', 'constructor is no operator'],
    ['a prototype for an order', '{"+order_by":"__proto__"}', 'cannot order by __proto__'],
    ['an operator without end', `{"label":{"${'+'.repeat(3900)}":1}}`, 'is no operator'],
    ['a field without end', `{"${'x'.repeat(3900)}":1}`, 'cannot filter on'],
    ['more values than fit', `{"label":{"+or":[${'1,'.repeat(1900)}1]}}`, 'more than 50'],
  ])('with %s is a mistake in a sentence', (_, text, words) => {
    expect(text.length).toBeLessThanOrEqual(4000);
    const problem = problemWith(text);
    expect(problem).toContain(words);
    expect(problem.length).toBeLessThan(600);
  });

  test('of any shape is a sentence or asks for fields of the list alone, in every list', () => {
    const lists = collections.filter(takesExpert);
    fc.assert(
      fc.property(fc.constantFrom(...lists), anyFilter(), (collection, input) => {
        const read = readExpert(collection, input);
        if ('problem' in read) return expect(read.problem).toMatch(/^X-Filter/);
        const known = new Set(filterableAtLinode(collection).map(({ field }) => field));
        expect(fieldsIn(read.filter).filter((name) => !known.has(name))).toEqual([]);
        expect(toAsciiJson(read.filter)).toMatch(/^[\x20-\x7e]*$/);
        expect(() => toTest(read.filter)({})).not.toThrow();
      }),
      { numRuns: 500 },
    );
  });
});

/** The fields that a filter names, at whatever depth. */
function fieldsIn(filter: object): readonly string[] {
  return Object.entries(filter).flatMap(([name, wanted]: [string, unknown]) => {
    const isGroup = name === '+and' || name === '+or';
    return isGroup && Array.isArray(wanted) ? wanted.flatMap(fieldsIn) : [name];
  });
}

function anyFilter(): fc.Arbitrary<string> {
  const names = fc.constantFrom('id', 'label', 'region', 'tags', 'created', '+and', '+or', ...odd);
  const signs = fc.constantFrom('+or', '+contains', '+gt', '+neq', '+like', ...odd);
  const value = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.integer(),
    fc.boolean(),
    fc.constant(null),
  );
  const wanted = fc.oneof(value, fc.dictionary(signs, fc.oneof(value, fc.array(value))));
  const leaf = fc.dictionary(names, wanted, { maxKeys: 2 });
  const group = fc.dictionary(fc.constantFrom('+and', '+or'), fc.array(leaf), { maxKeys: 2 });
  return fc.oneof(leaf, group, fc.array(group)).map((one) => JSON.stringify(one));
}

const odd = ['__proto__', 'constructor', 'hasOwnProperty', '+order_by', '+order', ''];

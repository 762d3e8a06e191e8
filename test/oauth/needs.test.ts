import { describe, expect, test } from '@jest/globals';
import { fc } from '../support/fast-check.ts';
import { coversScopes, isNeedName, needs, unionScopes } from '../../server/oauth/needs.ts';

const category = fc.constantFrom('linodes', 'account', 'images', 'events', 'domains');
const scope = fc
  .tuple(category, fc.constantFrom('read_only', 'read_write'))
  .map(([name, level]) => `${name}:${level}`);
const scopes = fc.uniqueArray(scope, { maxLength: 6 });

describe('scopes', () => {
  test.each([
    ['the same', ['linodes:read_only'], ['linodes:read_only'], true],
    ['writing, for reading', ['linodes:read_write'], ['linodes:read_only'], true],
    ['reading, for writing', ['linodes:read_only'], ['linodes:read_write'], false],
    ['another category', ['images:read_write'], ['linodes:read_only'], false],
    ['everything', ['*'], ['linodes:read_write', 'account:read_write'], true],
    ['a category’s own everything', ['linodes:*'], ['linodes:read_write'], true],
    ['nothing, where nothing is wanted', [], [], true],
    ['nothing, where something is wanted', [], ['linodes:read_only'], false],
  ])('%s', (...[, granted, wanted, expected]) => {
    expect(coversScopes(granted, wanted)).toBe(expected);
  });

  test('asked for together cover both sides, name nothing twice and nothing more', () => {
    fc.assert(
      fc.property(scopes, scopes, (current, wanted) => {
        const asked = unionScopes(current, wanted);
        const isEnough = coversScopes(asked, current) && coversScopes(asked, wanted);
        const isSmall = asked.every((name) => [...current, ...wanted].includes(name));
        return isEnough && isSmall && new Set(asked).size === asked.length;
      }),
    );
  });

  test('asked for together leave reading out where writing is asked for', () => {
    expect(unionScopes(['linodes:read_only', 'images:read_only'], ['linodes:read_write'])).toEqual([
      'images:read_only',
      'linodes:read_write',
    ]);
    expect(unionScopes(['linodes:read_only'], ['*'])).toEqual(['*']);
  });
});

test('a need is one out of the table, and never a word that every object knows', () => {
  for (const name of Object.keys(needs)) expect(isNeedName(name)).toBe(true);
  for (const name of ['toString', '__proto__', 'constructor', '', '*', null, ['create-linodes']])
    expect(isNeedName(name)).toBe(false);
});

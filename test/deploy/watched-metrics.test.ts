import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';

test('every metric that docs/operations.md says to watch is one that the portal shows', () => {
  const named = readFileSync('docs/operations.md', 'utf8').match(/quayside_\w+/g) ?? [];
  const shown = readFileSync('server/metrics.ts', 'utf8').match(/(?<=name: ')quayside_\w+/g) ?? [];
  expect(named.length).toBeGreaterThan(5);
  expect(shown).toEqual(expect.arrayContaining([...new Set(named)]));
});

import { expect, test } from '@jest/globals';
import { checks } from './checks.ts';
import { requirements } from './requirement.ts';

/** How many requirements each chapter has. */
const chapters = { S: 10, L: 13, O: 16, F: 9, P: 7, H: 4, A: 5 };

test('the list has the 64 requirements in their order, each with its words', () => {
  const ids = Object.entries(chapters).flatMap(([letter, count]) =>
    Array.from({ length: count }, (_, index) => letter + String(index + 1).padStart(2, '0')),
  );
  expect(ids).toHaveLength(64);
  expect(requirements.map(({ id }) => id)).toEqual(ids);
  for (const { requirement, shownBy } of requirements) {
    expect(requirement.length).toBeGreaterThan(15);
    expect(shownBy.length).toBeGreaterThan(3);
  }
});

test('a source stands beside every requirement but the one that has none', () => {
  expect(requirements.filter(({ source }) => source === '').map(({ id }) => id)).toEqual(['F03']);
});

test('each requirement has exactly one check', () => {
  expect(Object.keys(checks).sort()).toEqual(requirements.map(({ id }) => id).sort());
});

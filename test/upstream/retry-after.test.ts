import { expect, test } from '@jest/globals';
import { readRetryAfter } from '../../server/upstream/retry-after.ts';

const now = Date.parse('2026-11-02T09:00:00Z');

test.each<[string, string | null, number | null]>([
  ['seconds', '7', 7],
  ['no time at all', '0', 0],
  ['a date', 'Mon, 02 Nov 2026 09:00:30 GMT', 30],
  ['a date that is over', 'Mon, 02 Nov 2026 08:00:00 GMT', 0],
  ['more than an hour', '999999', 3600],
  ['nothing', null, null],
  ['an empty text', ' ', null],
  ['words', 'soon', null],
])('%s is read', (_, header, expected) => {
  expect(readRetryAfter(header, now)).toBe(expected);
});

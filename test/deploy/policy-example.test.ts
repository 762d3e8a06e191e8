import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { readPolicy } from '../../server/audit/policy.ts';

test('the policy file that docs/operations.md shows says what holds without one', () => {
  const page = readFileSync('docs/operations.md', 'utf8');
  const example = /```yaml\n([\s\S]*?)```/.exec(page)?.[1] ?? 'no example';
  expect(readPolicy(example).rules).toEqual(readPolicy('').rules);
});

import { readFileSync } from 'node:fs';

/** The user that docs/operations.md recommends for the portal's Redis, with a password for tests. */
export const aclUser = { username: 'quayside', password: 'acl-test-password' } as const;

/** What the page lets that user do, as arguments of ACL SETUSER. */
export const aclRules: readonly string[] = readRules();

function readRules(): readonly string[] {
  const line = /^user quayside (.+)$/m.exec(readFileSync('docs/operations.md', 'utf8'))?.[1] ?? '';
  return line.replace('>PASSWORD', `>${aclUser.password}`).split(' ');
}

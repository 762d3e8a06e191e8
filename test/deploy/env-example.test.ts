import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { readConfig } from '../../server/config.ts';
import { exampleVariables } from './example-variables.ts';

const example = readFileSync('.env.example', 'utf8');
const required = ['SESSION_SECRET', 'TOKEN_KEYS', 'LINODE_CLIENT_ID', 'LINODE_CLIENT_SECRET'];

describe('.env.example', () => {
  test('names what the portal reads, all of it and nothing else', () => {
    expect(exampleVariables().toSorted()).toEqual(configVariables().toSorted());
  });

  test('has a comment above each variable', () => {
    const bare = [...example.matchAll(/^(?!#)(.*)\n([A-Z_]+)=/gm)].map(([, , name]) => name);
    expect(bare).toEqual([]);
  });

  test('gives no value for a secret', () => {
    for (const name of [...required, 'FINGERPRINT_KEY', 'AUDIT_SIGNING_KEY', 'REDIS_PASSWORD'])
      expect(example).toMatch(new RegExp(`^${name}=$`, 'm'));
  });

  test('starts a portal once the secrets and an allow-list are filled in', () => {
    const values = Object.fromEntries(
      [...example.matchAll(/^([A-Z_]+)=(.*)$/gm)].map(([, name = '', value = '']) => [name, value]),
    );
    const filledIn = {
      SESSION_SECRET: randomBytes(48).toString('base64'),
      TOKEN_KEYS: `k1:${randomBytes(32).toString('base64url')}`,
      FINGERPRINT_KEY: randomBytes(48).toString('base64'),
      AUDIT_SIGNING_KEY: randomBytes(32).toString('base64url'),
      LINODE_CLIENT_ID: 'id',
      LINODE_CLIENT_SECRET: 'secret',
      ALLOWED_ACCOUNTS: 'E0000000-0000-0000-0000-000000000000',
    };
    expect(readConfig({ ...values, ...filledIn }).production).toBe(true);
  });
});

/** From the schema's text: a variable with a default is not named by any complaint. */
function configVariables(): string[] {
  const source = readFileSync('server/config.ts', 'utf8');
  const schema = /environment = z\.object\(\{\n([\s\S]*?)\n\}\)/.exec(source)?.[1] ?? '';
  return schema.match(/^ {2}[A-Z_]+(?=:)/gm)?.map((name) => name.trim()) ?? [];
}

import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { createOrganisations } from '../../server/audit/organisation.ts';
import { createPolicy } from '../../server/audit/policy.ts';
import { createLinodeClient } from '../../server/linode/client.ts';
import { startPortal, type TestPortal } from '../support/portal.ts';
import { TestVisitor } from '../support/visitor.ts';

/* An organisation of forty people and three hundred tokens, compared with the stand-in's own truth. */

const ada = { username: 'ada-admin', password: 'harbour-demo-1' };
const CONNECTED = 30;

type Row = Readonly<
  Record<'user' | 'kind' | 'label' | 'expires' | 'scopes' | 'risks' | 'prefix', string>
>;
type Credentials = Awaited<ReturnType<TestPortal['sandbox']['credentials']>>;

let portal: TestPortal;
let admin: TestVisitor;
let connected: ReadonlySet<string>;
let truth: Credentials['tokens'];

beforeAll(async () => {
  portal = await startPortal();
  const people = await portal.sandbox.seedOrganisation({ users: 40, tokens: 300 });
  for (const person of people.slice(0, CONNECTED)) {
    const visitor = new TestVisitor(portal);
    await visitor.signIn(person);
    await visitor.get('/about-access');
  }
  admin = new TestVisitor(portal);
  await admin.signIn(ada);
  await admin.get('/about-access');
  connected = new Set([...people.slice(0, CONNECTED).map(({ username }) => username), 'ada-admin']);
  const { tokens } = await portal.sandbox.credentials();
  truth = tokens.filter(({ username, active }) => active && connected.has(username));
  await until(async () => (await listed('kind=pat')).length === truth.length);
}, 120_000);
afterAll(async () => {
  await portal.stop();
});

async function until(isSo: () => Promise<boolean>): Promise<void> {
  for (let tries = 0; tries < 50 && !(await isSo()); tries += 1)
    await new Promise((resolve) => {
      setTimeout(resolve, 200);
    });
}

async function listed(query: string): Promise<readonly Row[]> {
  const { text } = await admin.get(`/audit/tokens?${query}`, { Accept: 'application/json' });
  return (JSON.parse(text) as { data: readonly Row[] }).data;
}

function named(rows: readonly { user?: string; username?: string; label: string }[]): string[] {
  return rows.map(({ user, username, label }) => `${user ?? username} ${label}`).sort();
}

function isEndless(expiry: string | null): boolean {
  return expiry === null || Number(expiry.slice(0, 4)) > 2100;
}

test('every active token of everybody who connected is there, and no other', async () => {
  expect(truth.length).toBeGreaterThan(150);
  expect(named(await listed('kind=pat'))).toEqual(named(truth));
});

test('coverage counts the people, and names those who have not connected', async () => {
  const { text } = await admin.get('/audit');
  expect(text).toContain(`seen for ${connected.size} of `);
});

test('tokens without an end are found in all the ways Linode writes it', async () => {
  const endless = truth.filter(({ expiry }) => isEndless(expiry));
  expect(named(await listed('kind=pat&risk=never-expires'))).toEqual(named(endless));
});

test('full access is found, and is what its filter lists', async () => {
  const full = truth.filter(({ scopes }) => scopes.split(/[\s,]+/).includes('*'));
  expect(named(await listed('kind=pat&risk=full-access'))).toEqual(named(full));
});

test('what ends within two weeks is found', async () => {
  const soon = truth.filter(({ expiry }) => {
    const leftMs = Date.parse(`${expiry ?? '2999-01-01T00:00:00'}Z`) - Date.now();
    return leftMs > 0 && leftMs <= 14 * 24 * 3_600_000;
  });
  expect(named(await listed('kind=pat&risk=expires-soon'))).toEqual(named(soon));
});

test('the first characters of a leaked token find its owner, and are shown nowhere again', async () => {
  const leaked = truth[7];
  const answer = await admin.submit('/audit/lookup', '/audit/lookup', {
    token: leaked?.secret ?? '',
  });
  expect(answer.text).toContain(leaked?.username);
  expect(answer.text).not.toContain(leaked?.secret);
});

test('what an admin saw of an account is not another one’s, where Linode names neither', async () => {
  const organisations = createOrganisations(portal.redis, 'client');
  const seenBy = async (username: string, account: string) => {
    const linode = accountOf(`${username}-colleague`);
    const found = await organisations.current({ username, account, linode });
    return found.people?.map((person) => person.username);
  };
  expect(await seenBy('one', '')).toEqual(['one-colleague']);
  expect(await seenBy('two', '')).toEqual(['two-colleague']);
  // Of one account it is everybody's who looks, for a while.
  expect(await seenBy('one', 'named')).toEqual(['one-colleague']);
  expect(await seenBy('two', 'named')).toEqual(['one-colleague']);
});

/** An account with one person, and nothing else. */
function accountOf(username: string) {
  return createLinodeClient({
    async transport({ path: asked }) {
      const data = asked === '/account/users' ? [{ username }] : [];
      const body = Buffer.from(JSON.stringify({ data, page: 1, pages: 1, results: data.length }));
      return await Promise.resolve({ status: 200, headers: {}, body });
    },
    tokens: {
      access: async () => await Promise.resolve('token'),
      renewed: async () => await Promise.resolve('token'),
    },
  });
}

test('a policy can be tried out before it is in force, and nothing of it is kept', async () => {
  const policy = 'tokens:\n  expires_soon_days: 400\nadmins: [crew-001]\n';
  const answer = await admin.submit('/audit/policy', '/audit/policy', { policy });
  expect(answer.text).toMatch(/Expires soon: \d+ more/);
  expect(answer.text).toContain('Would become administrators');
  expect((await admin.get('/audit/policy')).text).not.toContain('Would become');
});

test('a policy that cannot be read says so', async () => {
  const answer = await admin.submit('/audit/policy', '/audit/policy', { policy: 'admins: {' });
  expect(answer.status).toBe(422);
  expect(answer.text).toContain('not YAML');
});

test('who is admin is read from the policy file, again when it is told to', async () => {
  const file = path.join(await mkdtemp(path.join(tmpdir(), 'quayside-policy-')), 'policy.yaml');
  await writeFile(file, 'admins: [Max-Member]\n');
  const policy = await createPolicy(file, ['ada-admin']);
  expect(policy.isAdmin('max-member')).toBe(true);
  await writeFile(file, 'admins: []\n');
  await policy.reload();
  expect(policy.isAdmin('max-member')).toBe(false);
  expect(policy.isAdmin('ada-admin')).toBe(true);
  await writeFile(file, 'admin: [typo]\n');
  await expect(policy.reload()).rejects.toThrow('cannot be used');
  expect(policy.isAdmin('ada-admin')).toBe(true);
});

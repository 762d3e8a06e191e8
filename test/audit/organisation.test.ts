import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createPolicy } from '../../server/audit/policy.ts';
import { startPortal, type TestPortal } from '../support/portal.ts';
import { TestVisitor, type Answer } from '../support/visitor.ts';
import { until } from '../support/until.ts';

/* An organisation of forty people and three hundred tokens, compared with the stand-in's own truth. */

const ada = { username: 'ada-admin', password: 'harbour-demo-1' };
const CONNECTED = 30;

type Row = Readonly<
  Record<'id' | 'user' | 'kind' | 'label' | 'expires' | 'scopes' | 'risks' | 'prefix', string>
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
  await until(
    'every token is in the inventory',
    async () => (await listed('kind=pat')).length === truth.length,
  );
});
afterAll(async () => {
  await portal.stop();
});

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

async function refOf(query: string, label?: string): Promise<string> {
  const rows = await listed(query);
  const row = label === undefined ? rows[0] : rows.find((one) => one.label === label);
  if (row === undefined) throw new Error(`no token is listed for ${query}`);
  return row.id;
}

function entriesOf({ text }: { text: string }): readonly string[] {
  return [...text.matchAll(/<tr[^>]*>[\s\S]*?<\/tr>/g)].map(([row]) => row).slice(1);
}

async function confirmPage(target: string): Promise<Answer> {
  return await admin.submit('/audit/tokens', '/audit/revoke', { target, step: 'confirm' });
}

describe('the page of a token', () => {
  test('says what it may do, what is wrong with it, who told, and how it is ended', async () => {
    const { text } = await admin.get(`/audit/tokens/${await refOf('user=ada-admin', 'ada-cli')}`);
    expect(text).toContain('<h1><bdi>ada-cli</bdi></h1>');
    expect(text).toContain('It can do everything its owner can do, on every product.');
    expect(text).toContain('ada-admin’s own account');
    expect(text).toMatch(/<th scope="row">linodes<\/th>\s*<td>[^<]*write/);
    expect(text).toContain('Through a live session of its owner');
    expect(text).toMatch(/It may change [^.]*lke/);
  });

  test('of an app says where the app lives', async () => {
    const { text } = await admin.get(`/audit/tokens/${await refOf('user=ada-admin&kind=app')}`);
    expect(text).toContain('Website');
  });

  test('claims nothing of one that only events tell of', async () => {
    const { text } = await admin.get(`/audit/tokens/${await refOf('kind=event')}`);
    expect(text).toContain('Not known.');
    expect(text).toContain('as ada-admin may read them');
    expect(text).not.toContain('It may change');
  });

  test('has the changes that were seen of it', async () => {
    const visitor = new TestVisitor(portal);
    await visitor.signIn(ada);
    await visitor.signIn(ada, '/sign-in?for=manage-tokens');
    const ref = await refOf('user=ada-admin', 'terraform-harbour');
    const id = /^pat-(\d+)@/.exec(ref)?.[1] ?? '';
    const path = `/me/tokens/${id}/rename`;
    await visitor.submit(path, path, { label: 'terraform-dock' });
    const { text } = await admin.get(`/audit/tokens/${ref}`);
    expect(text).toContain('<h1><bdi>terraform-dock</bdi></h1>');
    expect(text).toContain('As Quayside saw it');
  });

  test('is for a session the page of its person, and for what is unknown not there', async () => {
    const ref = await refOf('user=ada-admin&kind=session');
    expect((await admin.get(`/audit/tokens/${ref}`)).location).toBe('/audit/users/ada-admin');
    for (const unknown of ['pat-1@ada-admin', 'pat-1@nobody', 'boat'])
      expect((await admin.get(`/audit/tokens/${unknown}`)).status).toBe(404);
  });
});

describe('the log', () => {
  test('is read page by page, and back to its newest', async () => {
    const query = 'user=&type=signin.succeeded&since=&until=';
    const all = JSON.parse(
      (await admin.get(`/audit/log?${query}`, { Accept: 'application/json' })).text,
    ) as { links: { entry?: { seq: number } }[] };
    const wanted = all.links.filter(({ entry }) => entry !== undefined).length;
    expect(wanted).toBeGreaterThan(CONNECTED);
    let read = 0;
    let next = `/audit/log?${query}&size=25`;
    for (let pages = 0; next !== '' && pages < 10; pages += 1) {
      const page = await admin.get(next);
      expect(page.text.includes('>Newest</a>')).toBe(pages > 0);
      read += entriesOf(page).length;
      next = /href="([^"]+)" rel="next"/.exec(page.text)?.[1]?.replaceAll('&amp;', '&') ?? '';
    }
    expect(read).toBe(wanted);
  });

  test.each([
    ['since=2020-01-01', true],
    ['since=2999-01-01', false],
    ['until=2020-01-01', false],
    ['until=2999-12-31&since=2020-01-01', true],
    ['since=yesterday&before=the-beginning', true],
  ])('for %s has entries: %p', async (query, has) => {
    const { text } = await admin.get(`/audit/log?type=signin.succeeded&user=crew-001&${query}`);
    expect(text.includes('Signed in</td>') || text.includes('crew-001</bdi>')).toBe(has);
  });

  test('is taken along as CSV', async () => {
    const { text } = await admin.get('/audit/log?format=csv&type=signin.succeeded&user=crew-001');
    const [head = '', ...lines] = text.trim().split('\n');
    expect(head).toContain('seq,at,type,who');
    expect(lines).not.toHaveLength(0);
    expect(lines.every((line) => line.includes('crew-001'))).toBe(true);
  });
});

describe('ending access', () => {
  const unknown = 'pat-1@ada-admin';

  test('of what is not there any more asks to choose something else', async () => {
    const page = await confirmPage(unknown);
    const fields = { target: unknown, step: 'revoke', reason: 'left the company' };
    const answer = await admin.submit(page, '/audit/revoke', fields);
    expect(answer.status).toBe(422);
    expect(answer.text).toContain('What has ended already cannot');
    expect((await admin.get('/audit/revocations/none')).status).toBe(404);
  });

  test('of one’s own session warns, and does not block oneself', async () => {
    const own = await listed('user=ada-admin&kind=session');
    const target = own.map(({ id }) => id);
    const page = await admin.submit('/audit/tokens', '/audit/revoke', { target, step: 'confirm' });
    expect(page.text).toContain('One of these is the session you are using');
    const fields = { target, step: 'revoke', reason: 'tidying up', block: 'yes' };
    const answer = await admin.submit(page, '/audit/revoke', fields);
    expect(answer.status).toBe(422);
    expect(answer.text).toContain('You cannot block yourself');
    expect((await admin.get('/audit')).status).toBe(200);
  });

  test('can keep its person out from then on', async () => {
    const [session] = await listed('user=crew-002&kind=session');
    const target = session?.id ?? '';
    const fields = { target, step: 'revoke', reason: 'left the company', block: 'yes' };
    const done = await admin.submit(await confirmPage(target), '/audit/revoke', fields);
    expect(done.location).toMatch(/^\/audit\/revocations\//);
    const { text } = await admin.get('/audit/users/crew-002');
    expect(text).toContain('Blocked from this portal');
    expect(text).toContain('left the company');
  });
});

import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { paths } from '../../server/paths.ts';
import { confirmCreate, openCheckPage, signInAsCreator } from '../support/creator.ts';
import { startPortal, type TestPortal } from '../support/portal.ts';
import { shownIn } from '../support/shown-secrets.ts';
import { TestVisitor, type Answer } from '../support/visitor.ts';

const ada = { username: 'ada-admin', password: 'harbour-demo-1' };
const max = { username: 'max-member', password: 'harbour-demo-1' };
const scalewayKey = '7f1c9a52-3b0e-4d6f-8a27-5e0d14c9b6a3';

/** Every page that is a list, and the file that it becomes. */
const lists = {
  [paths.linodes.to({})]: 'linodes.csv',
  [paths.requests.to({})]: 'requests.csv',
  [paths.me.to({})]: 'my-access.csv',
  [paths.myTokens.to({})]: 'my-tokens.csv',
  [paths.browse.to({})]: 'lists.csv',
  [paths.browseList.to({ collection: 'types' })]: 'types.csv',
  [paths.browseList.to({ collection: 'events' })]: 'events.csv',
  [paths.search.to({}, { q: 'harbour' })]: 'search-without-',
  [paths.scaleway.to({})]: 'scaleway-servers.csv',
  [paths.auditTokens.to({})]: 'tokens.csv',
  [paths.auditUsers.to({})]: 'people.csv',
  [paths.auditApps.to({})]: 'apps.csv',
  [paths.auditClients.to({})]: 'oauth-clients.csv',
  [paths.auditLogins.to({})]: 'logins.csv',
  [paths.auditLog.to({})]: 'audit-log.csv',
};

/** Pages with a table on them that are no list. */
const noLists: Readonly<Record<string, string>> = {
  [paths.home.to({})]: 'sums up the others',
  [paths.aboutAccess.to({})]: 'tells what Quayside asks for',
  [paths.audit.to({})]: 'sums up the others',
  [paths.auditPolicy.to({})]: 'shows a file',
};

let portal: TestPortal;
let visitor: TestVisitor;

beforeAll(async () => {
  portal = await startPortal();
  await portal.sandbox.switches({ rateLimits: 'off' });
  visitor = await signInAsCreator(portal, ada);
  await confirmCreate(visitor, await openCheckPage(visitor, 'on-the-list'));
  await visitor.submit('/scaleway/connect', '/scaleway/connect', { secret_key: scalewayKey });
});
afterAll(async () => {
  await portal.stop();
});

function withFormat(path: string, format: string): string {
  return `${path}${path.includes('?') ? '&' : '?'}format=${format}`;
}

async function json(path: string, by = visitor) {
  const answer = await by.get(path, { Accept: 'application/json' });
  return { answer, body: JSON.parse(answer.text) as Record<string, unknown> };
}

function lines({ text }: Answer): string[] {
  return text.replace('\uFEFF', '').trimEnd().split('\n');
}

/** Tokens at Linode, keys and cookies: what must never be in an answer. */
async function secrets(): Promise<string[]> {
  const tokens = (await portal.sandbox.tokens()).map(({ token }) => token);
  return [...tokens, portal.sandbox.clientSecret, scalewayKey, ...visitor.cookies.values()];
}

describe.each(Object.entries(lists))('%s', (path, file) => {
  test('answers a program in JSON, and anybody with a table', async () => {
    const page = await visitor.get(path);
    expect(page.status).toBe(200);
    const { answer, body } = await json(path);
    expect(answer.headers.get('content-type')).toMatch('application/json');
    const rows = (body['data'] ?? body['links']) as unknown[];
    expect(rows.length).toBeGreaterThan(0);
    const table = await visitor.get(withFormat(path, 'csv'));
    expect([table.status, table.headers.get('content-type')]).toEqual([
      200,
      'text/csv; charset=utf-8',
    ]);
    expect(table.headers.get('content-disposition')).toContain(`filename=${file}`);
    const [head = '', ...rest] = lines(table);
    expect(head).toMatch(/^[a-z0-9_.]+(?:,[a-z0-9_.]+)+$/);
    expect(rest.length).toBeGreaterThan(0);
    expect(shownIn([page.text, answer.text, table.text], await secrets())).toEqual([]);
  });

  test('asks programs without a session to sign in, in JSON', async () => {
    const nobody = new TestVisitor(portal);
    for (const answer of [
      (await json(path, nobody)).answer,
      await nobody.get(withFormat(path, 'csv')),
    ]) {
      expect(answer.status).toBe(401);
      expect(JSON.parse(answer.text)).toHaveProperty('errors');
    }
  });
});

test('no page with a table is forgotten', async () => {
  const known = new Set(Object.keys({ ...lists, ...noLists }).map((path) => path.split('?')[0]));
  const plain = Object.values(paths).filter(({ pattern }) => !pattern.includes(':'));
  const pages = await Promise.all(
    plain.map(async ({ pattern }) => ({ pattern, page: await visitor.get(pattern) })),
  );
  const tables = pages.filter(({ page }) => page.status === 200 && page.text.includes('<table'));
  expect(tables.length).toBeGreaterThan(10);
  expect(tables.map(({ pattern }) => pattern).filter((one) => !known.has(one))).toEqual([]);
});

test('who is no administrator gets no list of the audit', async () => {
  const member = new TestVisitor(portal);
  await member.signIn(max);
  for (const path of Object.keys(lists).filter((one) => one.startsWith('/audit'))) {
    expect((await json(path, member)).answer.status).toBe(403);
    expect((await member.get(withFormat(path, 'csv'))).status).toBe(403);
  }
});

test('what is taken along from the audit stands in its log', async () => {
  for (const path of [paths.auditUsers.to({}), paths.auditLogins.to({})]) {
    await visitor.get(withFormat(path, 'csv'));
    const { links } = (await json(paths.auditLog.to({}, { type: 'audit.exported' }))).body;
    expect(JSON.stringify(links)).toContain(`"path":"${path}"`);
  }
});

test.each(['/me/tokens', '/me'])(
  '%s holds no formula, whatever a token is called',
  async (path) => {
    const data = [{ id: 1, label: '=HYPERLINK("//x")', scopes: '*', token: 'f'.repeat(64) }];
    await portal.sandbox.fault({
      host: 'api',
      path: '/v4/profile/tokens',
      kind: 'status',
      status: 200,
      body: { data, page: 1, pages: 1, results: 1 },
      times: 2,
    });
    const table = await visitor.get(withFormat(path, 'csv'));
    const { answer } = await json(path);
    await portal.sandbox.clearFaults();
    expect(table.text).toContain(`'=HYPERLINK`);
    expect(table.text).not.toMatch(/(?:^|,)"?=HYPERLINK/m);
    // As much of a token as Linode tells is 16 characters; a list with more of it tells no more here.
    expect(table.text + answer.text).not.toContain('f'.repeat(17));
  },
);

test('a search names what it could not look into', async () => {
  const { body } = await json('/search?q=harbour');
  expect(body['data']).toContainEqual(
    expect.objectContaining({ list: 'linodes', label: 'harbour-web-1' }),
  );
  expect(body['missing']).toContainEqual(expect.objectContaining({ list: 'volumes' }));
  const table = await visitor.get('/search?q=harbour&format=csv');
  expect(table.headers.get('content-disposition')).toContain('search-without-volumes-domains-ips');
});

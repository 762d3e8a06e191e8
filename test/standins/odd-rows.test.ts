import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { listPaths, things } from '../support/every-list.ts';
import { forgetExports } from '../support/forget-exports.ts';
import { startForeignLogin, type ForeignLogin } from '../support/foreign-login.ts';
import { startOpenApiMock, type OpenApiMock } from '../support/openapi-api.ts';
import { startPortalProcess, type PortalProcess } from '../support/portal-process.ts';
import { startRedis, type RedisServer } from '../support/redis-server.ts';
import { TestVisitor } from '../support/visitor.ts';

/*
 * Every list and every page of one thing, with rows as Linode's document has them and as it does not:
 * null everywhere, nothing at all, new fields, words that nobody knows, other types, very long texts.
 */
const person = { username: 'exampleUser', password: 'whatever' };

let login: ForeignLogin;
let api: OpenApiMock;
let redisServer: RedisServer;
let portal: PortalProcess;
let visitor: TestVisitor;

beforeAll(async () => {
  login = await startForeignLogin();
  api = await startOpenApiMock(login.isLive);
  redisServer = await startRedis();
  portal = await startPortalProcess({
    REDIS_URL: redisServer.url,
    LINODE_CLIENT_ID: login.clientId,
    LINODE_CLIENT_SECRET: login.clientSecret,
    LINODE_LOGIN_URL: login.url,
    LINODE_API_URL: api.url,
    LINODE_SCOPES: '*',
    ALLOWED_USERS: person.username,
  });
  visitor = new TestVisitor(portal);
  await visitor.signIn(person);
  Object.assign(api.mood, { rows: 'odd', scopes: '* hovercraft:read_only eels tokens:create' });
});
afterAll(async () => {
  await portal.stop();
  await Promise.all([redisServer.stop(), api.stop(), login.stop()]);
});

/** What a person reads, without what marks it up. */
function wordsOf(page: string): string {
  const [, main = ''] = /<main\b[^>]*>([\s\S]*)<\/main>/.exec(page) ?? [];
  return main.replaceAll(/<[^>]*>/g, ' ');
}

const LEAKS = /\bundefined\b|\bnull\b|\[object Object\]|\bNaN\b|\bInfinity\b|Invalid Date/;

function expectWhole({ status, text }: { status: number; text: string }): void {
  expect(status).toBe(200);
  expect(LEAKS.exec(wordsOf(text))).toBeNull();
  expect(/(?:href|value|datetime)="[^"]*(?:undefined|NaN|\[object)/.exec(text)).toBeNull();
  // As long as Linode's texts may be, a page stays one that a phone can show.
  expect(text.length).toBeLessThan(400_000);
}

test.each(listPaths)('%s shows and exports each of the odd rows', async (path) => {
  const page = await visitor.get(`${path}?all=yes`);
  expectWhole(page);
  const answer = await visitor.get(`${path}?all=yes`, { Accept: 'application/json' });
  const { data } = JSON.parse(answer.text) as { data: unknown[] };
  expect(data.length).toBeGreaterThan(14);
  expect(page.text.match(/<th scope="row">/g) ?? []).toHaveLength(data.length);
  await forgetExports(redisServer.client);
  const table = await visitor.get(`${path}?all=yes&format=csv`);
  expect(table.status).toBe(200);
  expect(csvLines(table.text)).toHaveLength(data.length + 1);
  expect(table.text).not.toMatch(/undefined|\[object Object\]|NaN/);
});

/** Lines of a table whose quoted cells may hold line ends of their own. */
function csvLines(text: string): string[] {
  return text.trimEnd().match(/(?:[^"\n]|"(?:[^"]|"")*")+/g) ?? [];
}

test.each(things)('the page of one of the $many stands', async ({ name }) => {
  expectWhole(await visitor.get(`/browse/${name}/1`));
});

describe('where everything is odd', () => {
  test.each([
    '/',
    '/linodes',
    '/linodes/123',
    '/linodes/create',
    '/search?q=1',
    '/me',
    '/me/tokens',
  ])('%s stands', async (path) => {
    expectWhole(await visitor.get(path));
  });
});

test('the process had nothing to warn of', () => {
  expect(portal.logLines.filter((line) => line.includes('Warning'))).toEqual([]);
});

test('nothing was asked of Linode that its document does not have', () => {
  expect(api.violations).toEqual([]);
});

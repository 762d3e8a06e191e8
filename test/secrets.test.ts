import { afterAll, beforeAll, expect, test } from '@jest/globals';
import {
  rootPassword,
  strayToken,
  walkThroughEverything,
  weakPassword,
  type Walk,
} from './support/eventful-walk.ts';
import { startPortal, type TestPortal } from './support/portal.ts';
import { shownIn } from './support/shown-secrets.ts';

/*
 * Every byte that the portal answered, logged or stored during a long and unlucky visit is searched
 * for every secret that was about.
 */
let portal: TestPortal;
let walk: Walk;

beforeAll(async () => {
  portal = await startPortal();
  walk = await walkThroughEverything(portal);
});
afterAll(async () => {
  await portal.stop();
});

test('the walk met what it was to meet', async () => {
  const heads = walk.visitor.heads.join('\n');
  for (const status of [200, 303, 400, 403, 404, 413, 415, 422, 502, 503])
    expect(heads).toContain(`[${status},`);
  const names = walk.stored.map((entry) => entry.split(/[: ]/)[0]);
  for (const name of ['session', 'vault', 'attempt', 'request', 'sessions'])
    expect(names).toContain(name);
  expect((await linodesSecrets()).length).toBeGreaterThan(15);
  expect(JSON.stringify(walk.received)).toContain(`"root_pass":"${rootPassword}"`);
  expect(portal.logLines.join('\n')).toContain('"outcome":"refreshed"');
});

test('no answer holds a token, a code, a verifier or the client’s secret', async () => {
  const secrets = await linodesSecrets();
  expect(shownIn(walk.visitor.heads, secrets)).toEqual([]);
  expect(shownIn(walk.visitor.bodies, secrets)).toEqual([]);
});

test('no line of the log does', async () => {
  expect(portal.logLines.length).toBeGreaterThan(50);
  expect(shownIn(portal.logLines, await linodesSecrets())).toEqual([]);
});

test('nothing in Redis does', async () => {
  expect(shownIn(walk.stored, await linodesSecrets())).toEqual([]);
});

test('a root password is in no answer, in no line of the log and nowhere in Redis', () => {
  const passwords = [rootPassword, weakPassword];
  expect(shownIn(walk.visitor.heads, passwords)).toEqual([]);
  expect(shownIn(walk.visitor.bodies, passwords)).toEqual([]);
  expect(shownIn(portal.logLines, passwords)).toEqual([]);
  expect(shownIn(walk.stored, passwords)).toEqual([]);
});

test('a cookie’s value is in no page, in no line of the log, nowhere in Redis and never at Linode', () => {
  const values = walk.visitor.cookieValues.map(({ value }) => decodeURIComponent(value));
  // express-session signs the id: `s:<id>.<signature>`. The bare id is as good as the cookie.
  const ids = values.flatMap((value) => /^s:([^.]+)\./.exec(value)?.slice(1) ?? []);
  const attempts = walk.visitor.cookieValues.filter(({ name }) => name.startsWith('attempt-'));
  const secrets = [...new Set([...values, ...ids, ...attempts.map(({ value }) => value)])].filter(
    (value) => value.length >= 32,
  );
  expect(ids.length).toBeGreaterThan(2);
  expect(attempts.length).toBeGreaterThan(2);
  expect(shownIn(walk.visitor.bodies, secrets)).toEqual([]);
  expect(shownIn(portal.logLines, secrets)).toEqual([]);
  expect(shownIn(walk.stored, secrets)).toEqual([]);
  expect(shownIn([JSON.stringify(walk.received)], secrets)).toEqual([]);
});

test('no answer shows a stack, a path of the server or a library’s name', () => {
  const traces = /\bat [\w.<>]+ \(|node_modules|\/server\/|ioredis|express-session|SyntaxError/;
  expect(walk.visitor.bodies.filter((body) => traces.test(body))).toEqual([]);
});

/** Everything secret that Linode's side saw or gave in the whole walk. */
async function linodesSecrets(): Promise<readonly string[]> {
  const live = (await portal.sandbox.tokens()).map(({ token }) => token);
  const sent = walk.received.flatMap(({ headers, body }) => [
    headers.authorization?.replace(/^Bearer /, ''),
    ...['token', 'refresh_token', 'code', 'code_verifier', 'client_secret'].map((name) =>
      fieldOf(body, name),
    ),
  ]);
  const known = [...live, ...sent, ...walk.codes, strayToken, portal.sandbox.clientSecret];
  return [...new Set(known)].filter((secret) => secret !== undefined && secret !== '') as string[];
}

function fieldOf(body: unknown, name: string): string | undefined {
  if (typeof body !== 'object' || body === null) return undefined;
  const value = (body as Record<string, unknown>)[name];
  return typeof value === 'string' ? value : undefined;
}

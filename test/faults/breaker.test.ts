import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { confirmCreate, createCalls, openCheckPage, signInAsCreator } from '../support/creator.ts';
import { startPortal, type TestPortal } from '../support/portal.ts';
import type { Fault } from '../support/sandbox-control.ts';
import { until } from '../support/until.ts';
import { TestVisitor } from '../support/visitor.ts';

const max = { username: 'max-member', password: 'harbour-demo-1' };
const ada = { username: 'ada-admin', password: 'harbour-demo-1' };

let portal: TestPortal;
let visitor: TestVisitor;
let other: TestVisitor;

beforeAll(async () => {
  portal = await startPortal();
  visitor = await signInAsCreator(portal, max);
  other = new TestVisitor(portal);
  await other.signIn(ada);
});
afterAll(async () => {
  await portal.stop();
});
afterEach(async () => {
  await portal.sandbox.clearFaults();
});

/** Without a restart, and soon. */
async function untilServed(person: TestVisitor): Promise<void> {
  await portal.sandbox.clearFaults();
  await until('pages come', async () => (await person.get('/linodes')).status === 200);
}

async function strike(fault: Pick<Fault, 'kind'> & Partial<Fault>): Promise<void> {
  await portal.sandbox.fault({ host: 'api', path: '/v4/linode/instances', times: 0, ...fault });
}

async function calls(host: string, path: string): Promise<number> {
  const log = await portal.sandbox.log();
  return log.filter((entry) => entry.host === host && entry.path.startsWith(path)).length;
}

/** Opens a page until Linode is asked for it no more. */
async function exhaust(person: TestVisitor): Promise<void> {
  for (let n = 0; n < 8; n += 1) await person.get('/linodes');
  await portal.sandbox.clearLog();
}

test('answers that cannot be used are let go of, however large they are', async () => {
  const bytes = 256 * 1024;
  await strike({ kind: 'html', status: 200, body: 'x'.repeat(bytes) });
  await readInVain(20);
  const before = memoryInUse();
  await readInVain(100);
  const isLetGo = () => memoryInUse() - before < (100 * bytes) / 3;
  await until('it is let go of', async () => await Promise.resolve(isLetGo()));
});

describe('once Linode has failed eight times in a row', () => {
  test('a person is told so at once, and when to try again; Linode is left alone', async () => {
    await strike({ kind: '500' });
    await exhaust(visitor);
    const answer = await visitor.get('/linodes');
    expect(answer.status).toBe(503);
    expect(Number(answer.headers.get('Retry-After'))).toBeGreaterThan(0);
    expect(answer.headers.getSetCookie()).toEqual([]);
    expect(answer.text).toContain('Nothing was sent');
    expect(answer.text).toContain('Sign out');
    expect(await calls('api', '/v4/linode/instances')).toBe(0);
    await untilServed(visitor);
  });

  test('somebody else’s calls are their own affair, until those fail, too', async () => {
    await strike({ kind: '500' });
    await exhaust(visitor);
    expect((await other.get('/linodes')).status).toBe(502);
    expect((await other.get('/linodes')).status).toBe(503);
    expect(await calls('api', '/v4/linode/instances')).toBe(1);
    await untilServed(other);
    await untilServed(visitor);
  });

  test('a create is not sent, its draft stays, and it goes out once when Linode is back', async () => {
    const page = await openCheckPage(visitor, 'kept-back');
    await strike({ kind: '500', method: 'GET' });
    await exhaust(visitor);
    const answer = await confirmCreate(visitor, page);
    expect(answer.status).toBe(503);
    expect(answer.text).toContain('Nothing was sent');
    expect(answer.text).toMatch(/href="\/linodes\/create\/check\?request=[\w-]+">Try again/);
    expect(await createCalls(portal, 'kept-back')).toBe(0);
    await untilServed(visitor);
    expect((await confirmCreate(visitor, page)).location).toMatch(/^\/requests\//);
    expect(await createCalls(portal, 'kept-back')).toBe(1);
  });
});

describe('once Linode’s sign-in has failed eight times in a row', () => {
  test('nobody’s code is spent on it; sign-out is as good as ever; it recovers by itself', async () => {
    const leaver = new TestVisitor(portal);
    await leaver.signIn(max);
    await portal.sandbox.fault({ host: 'login', path: '/oauth/token', kind: '500', times: 0 });
    const stranger = new TestVisitor(portal);
    for (let n = 0; n < 8; n += 1) expect((await stranger.signIn(max)).status).toBe(502);
    await portal.sandbox.clearLog();
    const answer = await stranger.signIn(max);
    expect(answer.status).toBe(503);
    expect(Number(answer.headers.get('Retry-After'))).toBeGreaterThan(0);
    expect(answer.text).toContain('Linode did not sign you in');
    expect(await calls('login', '/oauth/token')).toBe(0);

    await leaver.submit('/', '/sign-out');
    await until('it is revoked', async () => (await calls('login', '/oauth/revoke')) >= 2);
    await portal.sandbox.clearFaults();
    await until('sign-in works', async () => (await stranger.signIn(max)).status === 200);
    expect((await stranger.get('/linodes')).status).toBe(200);
  });
});

test('a person with many pages that hang takes the room of one person, not of all', async () => {
  const own = (await portal.sandbox.linodes()).find(({ account }) => account === 'harbour');
  const path = `/v4/linode/instances/${own?.id}`;
  await strike({ kind: 'hang', path });
  // Nobody waits for them: they end with the portal.
  const pages = Array.from({ length: 120 }, async () => {
    return await visitor.get(`/linodes/${own?.id}`).catch(() => null);
  });
  await until('their calls hang', async () => (await calls('api', path)) === 12);
  expect((await other.get('/linodes')).status).toBe(200);
  // There is an end to who may stand in line, too.
  expect((await Promise.race(pages))?.status).toBe(503);
  expect(await calls('api', path)).toBe(12);
});

async function readInVain(times: number): Promise<void> {
  for (let n = 0; n < times; n += 1) expect((await other.get('/linodes')).status).toBe(502);
}

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void; // what the flag has just put there

/** In bytes, answers' bodies included. */
function memoryInUse(): number {
  collectGarbage();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}

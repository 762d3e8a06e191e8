import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import {
  checkPath,
  createCalls,
  openCheckPage,
  rootPassword,
  signInAsCreator,
} from '../support/creator.ts';
import type { PortalProcess } from '../support/portal-process.ts';
import { redisContents } from '../support/redis-contents.ts';
import { startRedis, type RedisServer } from '../support/redis-server.ts';
import { startReplicas, type Replicas } from '../support/replicas.ts';
import { until } from '../support/until.ts';
import { formFields, TestVisitor, type Answer } from '../support/visitor.ts';

const max = { username: 'max-member', password: 'harbour-demo-1' };
const failOnSignal = new URL('../support/fail-on-signal.mjs', import.meta.url).href;

let redisServer: RedisServer;
let replicas: Replicas;
let visitor: TestVisitor;
let other: TestVisitor;
let linodes: readonly number[];

beforeAll(async () => {
  redisServer = await startRedis();
  replicas = await startReplicas({ count: 1, redis: redisServer });
  visitor = await signInAsCreator(replicas, max);
  other = new TestVisitor(replicas);
  await other.signIn({ ...max, username: 'ada-admin' });
  const all = await replicas.sandbox.linodes();
  linodes = all.filter(({ account }) => account === 'harbour').map(({ id }) => id);
});
afterAll(async () => {
  await replicas.stop();
});

/** The last click, on its way to this process. */
async function confirmAt(process: PortalProcess, check: Answer): Promise<Answer> {
  const fields = { ...formFields(check.text, checkPath), root_password: rootPassword };
  return await visitor.at(process).post(checkPath, fields, { Origin: replicas.baseUrl });
}

/** A page that Linode takes its time for. */
async function askForSlowPage(process: PortalProcess): Promise<Answer> {
  const path = `/v4/linode/instances/${linodes[0]}$`;
  await slowDown('GET', path);
  return await other.at(process).get(`/linodes/${linodes[0]}`);
}

async function slowDown(method: string, path: string): Promise<void> {
  await replicas.sandbox.fault({ host: 'api', method, path, kind: 'latency', ms: 1500 });
}

/** So many calls Linode has got, and not answered yet. */
async function untilAsked(count: number): Promise<void> {
  await until('Linode is asked', async () => {
    const log = await replicas.sandbox.log();
    return log.filter(({ status }) => status === null).length >= count;
  });
}

describe('a portal that is told to end', () => {
  test('answers who has asked, ends streams, writes what waits, takes itself out, and exits with 0', async () => {
    const leaving = await replicas.add();
    const direct = visitor.at(leaving);
    const check = await openCheckPage(visitor, 'sent-at-the-end');
    await new TestVisitor(leaving).get('/oauth/callback?state=none&code=none');
    const stream = await fetch(`${leaving.baseUrl}/linodes/${linodes[1]}/events`, {
      headers: { cookie: cookiesOf(direct), accept: 'text/event-stream' },
    });
    await slowDown('POST', '/v4/linode/instances$');
    const asked = Promise.all([confirmAt(leaving, check), askForSlowPage(leaving)]);
    await untilAsked(2);

    leaving.signal('SIGTERM');
    await until('it says so', async () => (await statusOf(leaving, '/readyz')) === 503);
    expect(await statusOf(leaving, '/healthz')).toBe(200);

    await expect(stream.text()).resolves.toContain('data:');
    const [sent, shown] = await asked;
    expect([sent.status, shown.status]).toEqual([303, 200]);
    for (const { headers } of [sent, shown]) expect(headers.get('Connection')).toBe('close');
    expect(await leaving.ended).toBe(0);

    expect(await createCalls(replicas, 'sent-at-the-end')).toBe(1);
    expect((await visitor.get(sent.location ?? '')).text).toContain('Accepted as #');
    const stored = await redisContents(redisServer.client);
    // Of the other person, whom no other process has seen.
    expect(stored.some((entry) => /^seen:.*GET \/linodes\/:id/.test(entry))).toBe(true);
    expect(stored.some((entry) => /^audit .*refusals\.counted/.test(entry))).toBe(true);
  });
});

describe.each(['exception', 'rejection'])('a portal with an uncaught %s', (BUG) => {
  test('says so in one line, without a secret, answers who has asked, and exits with 1', async () => {
    const broken = await replicas.add({ BUG, NODE_OPTIONS: `--import ${failOnSignal}` });
    const page = askForSlowPage(broken);
    await untilAsked(1);
    broken.signal('SIGUSR2');
    expect((await page).status).toBe(200);
    expect(await broken.ended).toBe(1);
    const told = broken.logLines.filter((line) => line.includes('a bug'));
    expect(told).toHaveLength(1);
    expect(JSON.parse(told[0] ?? '')).toMatchObject({
      level: 'fatal',
      err: { name: 'Error', message: 'a bug' },
    });
    expect(broken.logLines.join('\n')).not.toContain('never-to-be-logged');
  });
});

async function statusOf({ baseUrl }: PortalProcess, path: string): Promise<number> {
  // Each time by a connection of its own, as a balancer's probe comes.
  const { status } = await fetch(baseUrl + path, { headers: { Connection: 'close' } });
  return status;
}

function cookiesOf({ cookies }: TestVisitor): string {
  return [...cookies].map(([name, value]) => `${name}=${value}`).join('; ');
}

import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { startPortal, type TestPortal } from '../support/portal.ts';
import { TestVisitor } from '../support/visitor.ts';
import { createGivenLane, type Given } from './given-lane.ts';
import { runAll } from './run.ts';
import { createTranscript } from './transcript.ts';

/* The kit against a portal that it has not started: what `npm run conformance -- --url …` does. */

const password = 'harbour-demo-1';
const users = {
  member: { username: 'max-member', password },
  other: { username: 'ivo-infra', password },
  admin: { username: 'ada-admin', password },
};

let portal: TestPortal;
let replica: TestPortal;

beforeAll(async () => {
  portal = await startPortal();
  const { sandbox, redisServer, baseUrl } = portal;
  replica = await startPortal({ sandbox, redisServer, env: { BASE_URL: baseUrl } });
});
afterAll(async () => {
  await replica.stop();
  await portal.stop();
});

function laneWith(given: Partial<Given>) {
  const nothing = { url: portal.baseUrl, replicas: [], cookies: {}, users: {} };
  return createGivenLane({ ...nothing, ...given }, createTranscript());
}

/** All that can be given. */
function everything(): Partial<Given> {
  const control = portal.sandbox.controlUrl;
  const [loginLog, apiLog] = [`${control}/log`, `${control}/log`];
  return { users, replicas: [replica.baseUrl], loginLog, apiLog, control };
}

async function outcomesOf(given: Partial<Given>, only: readonly string[]) {
  const results = await runAll([laneWith(given)], { only });
  return results.map(({ id, outcome, remarks }) => [id, outcome, ...remarks]);
}

describe('a portal that runs is held to the requirements', () => {
  test('with its address alone, as far as a stranger sees', async () => {
    expect(await outcomesOf({}, ['O07', 'L07', 'H02'])).toEqual([
      [
        'L07',
        'not applicable',
        'needs three people who can sign in again and again: --user, --other-user, --admin-user',
      ],
      ['O07', 'pass'],
      ['H02', 'not applicable', 'needs a portal on https'],
    ]);
  });

  test('with people’s cookies, whose sessions live on', async () => {
    const visitor = new TestVisitor(portal);
    await visitor.signIn(users.member);
    const cookies = { member: visitor.cookies.get('session') ?? '' };
    const other = 'needs a second person’s session: --other-cookie or --other-user';
    expect(await outcomesOf({ cookies }, ['S07', 'F09'])).toEqual([
      ['S07', 'pass'],
      ['F09', 'not applicable', other],
    ]);
    expect((await visitor.get('/linodes')).status).toBe(200);
  });

  test('with users, replicas, logs and faults, beside the sessions that there are', async () => {
    const visitor = new TestVisitor(portal);
    await visitor.signIn(users.member);
    const only = ['L07', 'L09', 'O05', 'P03'];
    const outcomes = await outcomesOf(everything(), only);
    expect(outcomes.map(([id, outcome]) => [id, outcome])).toEqual(only.map((id) => [id, 'pass']));
    expect((await visitor.get('/linodes')).status).toBe(200);
  });

  test('is not waited for when it is Linode that asks to wait', async () => {
    const { member } = await laneWith(everything()).begin(() => null);
    const visitor = await member?.();
    await portal.sandbox.fault({ host: 'api', path: '/v4/linode/instances', kind: '429' });
    expect((await visitor?.get('/linodes'))?.status).toBe(429);
  });
});

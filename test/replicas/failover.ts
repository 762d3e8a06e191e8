import { expect, test } from '@jest/globals';
import { setTimeout as sleep } from 'node:timers/promises';
import { createChain } from '../../server/audit/chain.ts';
import { createChainCheck } from '../../server/audit/chain-check.ts';
import {
  confirmCreate,
  createCalls,
  openCheckPage,
  pretendSentEarlier,
  signInAsCreator,
} from '../support/creator.ts';
import type { ReplicatedRedis } from '../support/redis-deployment.ts';
import type { Replicas } from '../support/replicas.ts';
import { until } from '../support/until.ts';
import { TestVisitor, type Answer } from '../support/visitor.ts';
import { ada, everywhere, max, signedIn, statuses } from './scenarios.ts';

export interface Stage {
  readonly replicas: Replicas;
  readonly redis: ReplicatedRedis;
}

/** What must hold while a master is lost and replaced, with no process of the portal restarted. */
export function surviveALostMaster(current: () => Stage): void {
  test('a create under way is bought once and found again; everybody else waits, and nobody is signed out', async () => {
    const { replicas, redis } = current();
    const visitor = await signInAsCreator(replicas, max);
    const page = await openCheckPage(visitor, 'failed-over');
    const slow = { kind: 'latency', ms: 2500, when: { label: 'failed-over' } } as const;
    await replicas.sandbox.fault({ host: 'api', path: '/v4/linode/instances', ...slow });
    const creating = confirmCreate(visitor, page);
    await until('Linode was asked', async () => (await createCalls(replicas, 'failed-over')) === 1);

    const [key = ''] = /(?<=name="request"[^>]*value=")[\w-]+/.exec(page.text) ?? [];
    const watching = untilServed(replicas, visitor, `/requests/${key}`);
    await redis.killMasterOf(`request:{${key}}`);
    expectOnlyPatience(await watching);
    const { status, location } = await creating;
    expect([303, 503]).toContain(status);

    const again = await untilAnswered(async () => await confirmCreate(visitor, page));
    expect(again.location).toBe(`/requests/${key}`);
    if (location !== null) expect(location).toBe(again.location);
    await pretendSentEarlier(redis.client, again.location ?? '');
    expect((await visitor.get(again.location ?? '')).text).toContain('Accepted as #');
    expect(await createCalls(replicas, 'failed-over')).toBe(1);
    await expectAllIsWell(current(), visitor);
    await redis.restore();
  });
}

/** As above, with a master whose connections stay open and which answers nothing. */
export function surviveAHangingMaster(current: () => Stage): void {
  test('a master that hangs is left, too, and readiness says so meanwhile', async () => {
    const { replicas, redis } = current();
    const admin = await signedIn(replicas, ada);
    await redis.pauseMasterOf('sessions');
    const readiness = readinessUntil(
      replicas,
      untilServed(replicas, admin, '/audit/tokens?kind=session').then(expectOnlyPatience),
    );
    for (const told of await readiness) expect(told).toContain(503);
    await expectAllIsWell(current(), admin);
  });
}

/** What each process said of itself, change by change, until `done` and until all are ready. */
async function readinessUntil(
  replicas: Replicas,
  done: Promise<void>,
): Promise<readonly (readonly number[])[]> {
  const told = replicas.processes.map((): number[] => []);
  const ask = async () => {
    const answers = await everywhere(replicas, new TestVisitor(replicas), '/readyz');
    for (const [at, { status }] of answers.entries())
      if (told[at]?.at(-1) !== status) told[at]?.push(status);
  };
  const looking = new AbortController();
  const ending = done.finally(() => looking.abort());
  while (!looking.signal.aborted) {
    await ask();
    await sleep(50);
  }
  await ending;
  await until('all are ready', async () => {
    await ask();
    return told.every((statuses) => statuses.at(-1) === 200);
  });
  return told;
}

/** Looks in at every process, again and again, from before the fault until all serve again. */
async function untilServed(
  replicas: Replicas,
  visitor: TestVisitor,
  path: string,
): Promise<readonly Answer[]> {
  const answers: Answer[] = [];
  const isServing = async () => {
    const round = await everywhere(replicas, visitor, path);
    answers.push(...round);
    return round.every(({ status }) => status === 200);
  };
  await until('the fault shows', async () => !(await isServing()));
  await until('all serve again', isServing);
  return answers;
}

function expectOnlyPatience(answers: readonly Answer[]): void {
  expect(new Set(statuses(answers))).toEqual(new Set([200, 503]));
  for (const { status, headers, text } of answers) {
    expect(headers.getSetCookie()).toEqual([]);
    if (status !== 503) continue;
    expect(Number(headers.get('Retry-After'))).toBeGreaterThan(0);
    expect(text).toContain('You are still signed in');
  }
}

/** Some processes notice a little later than others. */
async function untilAnswered(ask: () => Promise<Answer>): Promise<Answer> {
  for (;;) {
    const answer = await ask();
    if (answer.status !== 503) return answer;
    await sleep(200);
  }
}

async function expectAllIsWell({ replicas, redis }: Stage, onlooker: TestVisitor): Promise<void> {
  const newcomer = await signedIn(replicas);
  expect(statuses(await everywhere(replicas, newcomer))).toEqual([200]);
  const left = newcomer.beside();
  await newcomer.submit('/linodes', '/sign-out');
  expect(statuses(await everywhere(replicas, left))).toEqual([303]);
  expect(statuses(await everywhere(replicas, onlooker))).toEqual([200]);
  const check = createChainCheck(createChain(redis.client));
  await until('the log is whole', async () =>
    check().then(
      ({ intact }) => intact,
      // Our own connection has to find the new master, too.
      () => false,
    ),
  );
}

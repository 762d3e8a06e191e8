import { describe, expect, test } from '@jest/globals';
import { get } from 'node:http';
import { approve } from '../../sandbox/login/walk.ts';
import { createChain } from '../../server/audit/chain.ts';
import { createChainCheck } from '../../server/audit/chain-check.ts';
import { POLL_MS } from '../../server/provisioning/linode-watch.ts';
import {
  checkPath,
  confirmCreate,
  createCalls,
  openCheckPage,
  rootPassword,
  signInAsCreator,
} from '../support/creator.ts';
import { watchEvents } from '../support/event-watcher.ts';
import type { Replicas } from '../support/replicas.ts';
import { until } from '../support/until.ts';
import { formFields, TestVisitor, type Answer } from '../support/visitor.ts';

export const max = { username: 'max-member', password: 'harbour-demo-1' };
export const ada = { username: 'ada-admin', password: 'harbour-demo-1' };

/** What each process answers, asked directly. */
export async function everywhere(
  { processes }: Replicas,
  visitor: TestVisitor,
  path = '/linodes',
): Promise<readonly Answer[]> {
  return await Promise.all(
    processes.map(async (process) => await visitor.beside(process).get(path)),
  );
}

export async function signedIn(replicas: Replicas, person = max): Promise<TestVisitor> {
  const visitor = new TestVisitor(replicas);
  await visitor.signIn(person);
  return visitor;
}

/** What must hold behind any balancer, however many processes there are and whatever Redis they share. */
export function actAsOnePortal(current: () => Replicas): void {
  const isOver = [303];

  describe('a session', () => {
    test('begins at one process and ends its sign-in at another', async () => {
      const [first, second] = current().processes;
      if (!first || !second) throw new Error('two are needed');
      const visitor = new TestVisitor(first);
      const { location } = await visitor.get('/sign-in');
      const { pathname, search } = new URL(await approve(location ?? '', max));
      const there = visitor.beside(second);
      expect((await there.get(pathname + search)).status).toBe(200);
      expect(statuses(await everywhere(current(), there))).toEqual([200]);
    });

    test('that its person ends is over at every process with the next request', async () => {
      const visitor = await signedIn(current());
      expect(statuses(await everywhere(current(), visitor))).toEqual([200]);
      const before = visitor.beside();
      await visitor.submit('/linodes', '/sign-out');
      expect(statuses(await everywhere(current(), before))).toEqual(isOver);
    });

    test('is over at every process when its person ends all others', async () => {
      const [other, here] = [await signedIn(current()), await signedIn(current())];
      await here.submit('/me', '/me/sessions/end-others');
      expect(statuses(await everywhere(current(), other))).toEqual(isOver);
      expect(statuses(await everywhere(current(), here))).toEqual([200]);
    });

    test('is over at every process when an admin ends it', async () => {
      const [victim, admin] = [await signedIn(current()), await signedIn(current(), ada)];
      const path = '/audit/tokens?kind=session&user=max-member';
      const { text } = await admin.get(path, { Accept: 'application/json' });
      const { data } = JSON.parse(text) as { data: { id: string }[] };
      const fields = { target: data.map(({ id }) => id), step: 'revoke', reason: 'left' };
      await admin.submit('/audit/tokens?kind=session', '/audit/revoke', { ...fields, block: '' });
      expect(statuses(await everywhere(current(), victim))).toEqual(isOver);
    });
  });

  test('fifty posts of one form buy one Linode, and all lead to it', async () => {
    const visitor = await signInAsCreator(current(), max);
    const page = await openCheckPage(visitor, 'fifty-posts');
    const fields = { ...formFields(page.text, checkPath), root_password: rootPassword };
    const answers = await Promise.all(
      Array.from({ length: 50 }, async () => await visitor.post(checkPath, fields)),
    );
    expect(new Set(answers.map(({ location }) => location)).size).toBe(1);
    expect(answers[0]?.location).toMatch(/^\/requests\//);
    expect(await createCalls(current(), 'fifty-posts')).toBe(1);
  });

  test('a watched request goes on when the process that streams it dies, and costs one poll a period', async () => {
    const replicas = current();
    await replicas.sandbox.switches({ lifecycleMs: 1500 });
    const visitor = await signInAsCreator(replicas, max);
    const { location } = await confirmCreate(visitor, await openCheckPage(visitor, 'watched-1'));
    await replicas.sandbox.clearLog();
    const from = Date.now();
    const [doomed] = replicas.processes;
    if (!doomed) throw new Error('none runs');
    const watchers = replicas.processes.map(({ baseUrl }) =>
      watchEvents(
        `${baseUrl === doomed.baseUrl ? replicas.baseUrl : baseUrl}${location}/events`,
        visitor,
      ),
    );
    await until('all are watching', async () =>
      watchers.every(({ messages }) => messages.length > 0),
    );
    await replicas.kill(doomed);
    await until('all have seen it run', async () =>
      watchers.every(({ messages }) => messages.at(-1)?.final === true),
    );
    for (const watcher of watchers) expect(watcher.messages.at(-1)?.state).toBe('running');
    const log = await replicas.sandbox.log();
    const polls = log.filter(({ path }) => /\/linode\/instances\/\d+$/.test(path)).length;
    expect(polls).toBeLessThanOrEqual(1 + (Date.now() - from) / POLL_MS);
    await replicas.sandbox.switches({ lifecycleMs: 300 });
    await replicas.add();
  });

  test('sign-ins from one address are counted together, whatever it says of itself', async () => {
    const answers: number[] = [];
    while (answers.length < 260) {
      const some = Array.from({ length: 20 }, (_, at) => answers.length + at);
      const asked = some.map(async (at) => await statusFrom('127.0.0.9', current(), at));
      answers.push(...(await Promise.all(asked)));
    }
    expect(answers.filter((status) => status === 303)).toHaveLength(240);
    expect(answers.filter((status) => status === 429)).toHaveLength(20);
  });

  test('the log of all of them is one chain that holds', async () => {
    const chain = createChain(current().redis.client);
    const { seq } = await chain.head();
    expect(seq).toBeGreaterThan(20);
    expect(await createChainCheck(chain)()).toEqual({ intact: true, upTo: seq });
    const ids = (await chain.oldest(1000)).map(({ body }) => body.entry);
    expect(new Set(ids).size).toBe(ids.length);
  });
}

export function statuses(answers: readonly Answer[]): readonly number[] {
  return [...new Set(answers.map(({ status }) => status))];
}

/** Begins a sign-in from an address of the loopback, with a header that claims to be another. */
async function statusFrom(address: string, { baseUrl }: Replicas, at: number): Promise<number> {
  const headers = { 'x-forwarded-for': `192.0.2.${at % 250}` };
  return await new Promise((resolve, reject) => {
    get(`${baseUrl}/sign-in`, { localAddress: address, headers, agent: false }, (answer) => {
      answer.resume().on('end', () => resolve(answer.statusCode ?? 0));
    }).on('error', reject);
  });
}

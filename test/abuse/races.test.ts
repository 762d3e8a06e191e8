import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { noAnswers } from '../../server/provisioning/answers.ts';
import { createRequests, newRequestId } from '../../server/provisioning/requests.ts';
import { createSend } from '../../server/provisioning/send.ts';
import type { LinodeClient } from '../../server/linode/client.ts';
import { noTokenAnswers } from '../../server/tokens/answers.ts';
import { createTokenDrafts, newDraftId } from '../../server/tokens/drafts.ts';
import { atTokenCheck, callsOf, max, tokenManager, wishedToken } from '../me/me-support.ts';
import {
  checkPath,
  confirmCreate,
  createCalls,
  openCheckPage,
  rootPassword,
  signInAsCreator,
} from '../support/creator.ts';
import { startPortal, type TestPortal } from '../support/portal.ts';
import { linodeThat, listOf } from '../support/told-linode.ts';
import { until } from '../support/until.ts';
import { formFields, type Answer, type TestVisitor } from '../support/visitor.ts';

const create = '/linodes/create';
const createToken = '/me/tokens/create';
const checkToken = '/me/tokens/create/check';

let portal: TestPortal;

beforeAll(async () => {
  portal = await startPortal();
  await portal.sandbox.switches({ rateLimits: 'off' });
});
afterAll(async () => {
  await portal.stop();
});
beforeEach(async () => {
  await portal.sandbox.clearFaults();
});

/** Changes the answers of a draft, as its form in another window would. */
async function relabel(visitor: TestVisitor, page: Answer, label: string): Promise<Answer> {
  const { request = '' } = formFields(page.text, checkPath);
  const open = await visitor.get(`${create}?request=${request}`);
  const answers = { region: 'us-east', type: 'g6-nanode-1', image: 'linode/debian12' };
  return await visitor.submit(open, create, { ...answers, label, step: 'check' });
}

describe('answers that change in another window', () => {
  test('are not bought by the button of the page that showed others', async () => {
    const visitor = await signInAsCreator(portal, max);
    const page = await openCheckPage(visitor, 'as-shown');
    expect((await relabel(visitor, page, 'as-changed')).status).toBe(303);
    const refused = await confirmCreate(visitor, page);
    expect(refused.status).toBe(422);
    expect(refused.text).toContain('changed in another window');
    expect(refused.text).toContain('as-changed');
    expect(refused.text).not.toContain(rootPassword);
    expect(await createCalls(portal, 'as-shown')).toBe(0);
    expect(await createCalls(portal, 'as-changed')).toBe(0);
    expect((await confirmCreate(visitor, refused)).location).toMatch(/^\/requests\//);
    expect(await createCalls(portal, 'as-changed')).toBe(1);
  });

  test('at the very moment of the last click change nothing of what it buys', async () => {
    const visitor = await signInAsCreator(portal, max);
    for (const round of [1, 2, 3, 4, 5]) {
      const page = await openCheckPage(visitor, `shown-${round}`);
      await Promise.all([relabel(visitor, page, `swapped-${round}`), confirmCreate(visitor, page)]);
      expect(await createCalls(portal, `swapped-${round}`)).toBe(0);
    }
  });

  test('make no token by the button of the page that showed others', async () => {
    const visitor = await tokenManager(portal);
    const made = async () => await callsOf(portal, 'POST', /\/profile\/tokens$/);
    const before = await made();
    const page = await atTokenCheck(visitor);
    const { draft = '' } = formFields(page.text, checkToken);
    const open = await visitor.get(`${createToken}?draft=${draft}`);
    const wider = { ...wishedToken, scope_linodes: 'read_write', label: 'wider' };
    expect((await visitor.submit(open, createToken, wider)).status).toBe(303);
    const refused = await visitor.submit(page, checkToken);
    expect(refused.status).toBe(422);
    expect(refused.text).toContain('changed in another window');
    expect(refused.text).toContain('wider');
    expect(await made()).toBe(before);
  });
});

describe('a create that is under way', () => {
  let visitor: TestVisitor;
  let page: Answer;

  async function openSlow(label: string): Promise<void> {
    visitor = await signInAsCreator(portal, max);
    page = await openCheckPage(visitor, label);
    const slow = { kind: 'latency', ms: 400, when: { label } } as const;
    await portal.sandbox.fault({ host: 'api', path: '/v4/linode/instances', ...slow });
  }

  test('when its person signs out is sent once at most, and nobody stays signed in', async () => {
    await openSlow('while-leaving');
    const home = await visitor.get('/requests');
    await Promise.all([confirmCreate(visitor, page), visitor.submit(home, '/sign-out')]);
    expect((await visitor.get('/requests')).location).toBe('/?returnTo=%2Frequests');
    expect((await confirmCreate(visitor, page)).status).toBe(303);
    expect(await createCalls(portal, 'while-leaving')).toBeLessThanOrEqual(1);
  });

  test('when its person steps up is sent once at most, and the old session is over', async () => {
    await openSlow('while-stepping-up');
    const old = visitor.beside();
    await Promise.all([
      confirmCreate(visitor, page),
      visitor.signIn(max, '/sign-in?for=manage-tokens'),
    ]);
    expect([303, 422]).toContain((await confirmCreate(visitor, page)).status);
    expect(await createCalls(portal, 'while-stepping-up')).toBeLessThanOrEqual(1);
    expect((await old.get('/requests')).location).toBe('/?returnTo=%2Frequests');
  });
});

describe('a create that the store forgets while it is at Linode', () => {
  test.each([
    ['all of', { status: 200, state: 'accepted', forget: forgetAll }],
    ['only that it was sent, and bought,', { status: 200, state: 'accepted', forget: forgetMark }],
    ['only that it was sent, and lost,', { status: 500, state: 'unknown', forget: forgetMark }],
    ['and others send, and bought,', { status: 200, state: 'accepted', forget: refuseOthers }],
    ['and others send, and lost,', { status: 500, state: 'unknown', forget: refuseOthers }],
  ])('%s is known again, and sent no second time', async (_, { status, state, forget }) => {
    const requests = createRequests(portal.redis);
    const id = newRequestId();
    await requests.keepDraft('max', id, noAnswers);
    const draft = await requests.read(id);
    if (draft === null) throw new Error('no draft');
    const send = createSend({ requests, audit: { record: async () => await Promise.resolve() } });
    const linode = linodeCreating(status, async () => await forget(`request:{${id}}`));
    const context = { requestId: '', address: '' };
    await send({ username: 'max', linode }, draft, { rootPassword, context });
    expect(await requests.read(id)).toMatchObject({ state, owner: 'max', answers: noAnswers });
    expect(await requests.win('max', draft)).toBe(false);
    expect((await requests.listOf('max')).map((record) => record.id)).toContain(id);
    expect(await portal.redis.pttl(`request:{${id}}`)).toBeGreaterThan(24 * 3_600_000);
  });
});

test('a token that the store forgets while it is at Linode is known again, and made no second time', async () => {
  const drafts = createTokenDrafts(portal.redis);
  const id = newDraftId();
  await drafts.keep('max', id, noTokenAnswers);
  const draft = await drafts.read('max', id);
  if (draft === null) throw new Error('no draft');
  await drafts.win('max', draft);
  await forgetMark(`draft:{${id}}`);
  await drafts.settle(id, { state: 'made', tokenId: 7 });
  expect(await drafts.read('max', id)).toMatchObject({ state: 'made', tokenId: 7 });
  expect(await drafts.win('max', draft)).toBe(false);
});

async function forgetAll(key: string): Promise<void> {
  await portal.redis.del(key, 'requests:max');
}

async function forgetMark(key: string): Promise<void> {
  await portal.redis.hdel(key, 'sentBy', 'sentAt');
  await portal.redis.hset(key, 'state', 'draft');
  await portal.redis.pexpire(key, 60_000);
}

/** By then the form has been sent again, and its label was found. */
async function refuseOthers(key: string): Promise<void> {
  await portal.redis.hset(key, { state: 'refused', problem: 'Label must be unique' });
}

/** It has no Linode as yet, and answers a create after `first`. */
function linodeCreating(status: number, first: () => Promise<void>): LinodeClient {
  return linodeThat(async ({ method }) => {
    if (method === 'GET') return [200, listOf()];
    await first();
    return [status, { id: 7, label: 'made' }];
  });
}

test('a session whose access has died takes no other of its person along', async () => {
  const dead = await signInAsCreator(portal, max);
  await portal.sandbox.revokeTokens(max.username);
  const alive = await signInAsCreator(portal, max);
  const images = { host: 'api', path: '/v4/images' } as const;
  await portal.sandbox.clearLog();
  await portal.sandbox.fault({ ...images, kind: 'latency', ms: 1500 });
  const theirs = dead.get(create);
  await until('its images are asked for', async () =>
    (await portal.sandbox.log()).some(({ path }) => path.startsWith(images.path)),
  );
  expect((await alive.get(create)).status).toBe(200);
  expect((await theirs).location).toContain('/?returnTo=');
  expect((await alive.get('/requests')).status).toBe(200);
});

test('of one person’s many drafts the oldest go; what was sent, and what others drafted, stays', async () => {
  const requests = createRequests(portal.redis);
  const drafts = createTokenDrafts(portal.redis);
  const [sent, oldest, newest] = [newRequestId(), newRequestId(), newRequestId()];
  const [oldToken, theirs] = [newDraftId(), newRequestId()];
  await requests.keepDraft('anna', theirs, noAnswers);
  await requests.keepDraft('max', sent, noAnswers);
  const shown = await requests.read(sent);
  expect(await requests.win('max', { id: sent, draftedAt: 1 })).toBe(false);
  expect(await requests.win('max', { id: sent, draftedAt: shown?.draftedAt ?? 0 })).toBe(true);
  await requests.keepDraft('max', oldest, noAnswers);
  await drafts.keep('max', oldToken, noTokenAnswers);
  for (let count = 0; count < 60; count += 1)
    await requests.keepDraft('max', newRequestId(), noAnswers);
  await requests.keepDraft('max', newest, noAnswers);
  const isThere = async (id: string) => (await requests.read(id)) !== null;
  expect([await isThere(oldest), await drafts.read('max', oldToken)]).toEqual([false, null]);
  expect([await isThere(sent), await isThere(newest), await isThere(theirs)]).toEqual([
    true,
    true,
    true,
  ]);
  expect(await portal.redis.zcard('drafts:max')).toBeLessThanOrEqual(50);
});

import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { confirmCreate, createCalls, openCheckPage, signInAsCreator } from '../support/creator.ts';
import { startPortal, type TestPortal } from '../support/portal.ts';
import type { Fault } from '../support/sandbox-control.ts';
import { until } from '../support/until.ts';
import type { Answer, TestVisitor } from '../support/visitor.ts';

const max = { username: 'max-member', password: 'harbour-demo-1' };

let portal: TestPortal;
let visitor: TestVisitor;
let linodePath: string;

beforeAll(async () => {
  portal = await startPortal();
  await portal.sandbox.switches({ rateLimits: 'off' });
  visitor = await signInAsCreator(portal, max);
  const own = (await portal.sandbox.linodes()).find(({ account }) => account === 'harbour');
  linodePath = `/linodes/${own?.id}`;
}, 60_000);
afterAll(async () => {
  await portal.stop();
});
afterEach(async () => {
  await portal.sandbox.clearFaults();
});

/** Strikes every call about Linodes until it is cleared. */
async function strike(fault: Strike): Promise<void> {
  await portal.sandbox.fault({ host: 'api', path: '/v4/linode/instances', times: 0, ...fault });
}

type Strike = Omit<Fault, 'host' | 'path'>;

const troubles: readonly [string, { fault: Strike; status: number; words: string }][] = [
  [
    'asks to wait',
    {
      fault: { kind: '429', headers: { 'Retry-After': '7' } },
      status: 429,
      words: 'wait 7 seconds',
    },
  ],
  ['fails', { fault: { kind: '500' }, status: 502, words: 'Unexpected error' }],
  ['is in maintenance', { fault: { kind: '503-maintenance' }, status: 503, words: 'maintenance' }],
  ['sends a page of its proxy', { fault: { kind: 'html' }, status: 502, words: 'Linode' }],
  ['sends half an answer', { fault: { kind: 'truncated-json' }, status: 502, words: 'not JSON' }],
  ['hangs up', { fault: { kind: 'reset' }, status: 502, words: 'Linode did not answer' }],
  [
    'redirects',
    {
      fault: { kind: 'status', status: 302, headers: { Location: '/v4/x' } },
      status: 502,
      words: 'Linode',
    },
  ],
];

describe.each([
  ['the list of Linodes', () => '/linodes'],
  ['the page of a Linode', () => linodePath],
])('%s, when Linode', (_, path) => {
  test.each(troubles)(
    '%s, says so and keeps everything else',
    async (_name, { fault, status, words }) => {
      await strike(fault);
      const answer = await visitor.get(path());
      expect(answer.status).toBe(status);
      expect(answer.text).toContain(words);
      expect(answer.text).toContain('Sign out');
      expect(answer.text).toMatch(/<nav[^>]*aria-label="Main"/);
      expect(answer.headers.getSetCookie()).toEqual([]);
      await portal.sandbox.clearFaults();
      expect((await visitor.get(path())).status).toBe(200);
    },
  );

  test('is slow, comes all the same', async () => {
    await strike({ kind: 'latency', ms: 1000 });
    expect((await visitor.get(path())).status).toBe(200);
  });
});

test('a page that waits for Linode in vain says so, and keeps everything else', async () => {
  await strike({ kind: 'hang' });
  const answers = await Promise.all(['/linodes', linodePath].map((path) => visitor.get(path)));
  for (const { status, text } of answers) {
    expect(status).toBe(502);
    expect(text).toContain('Linode did not answer in time');
    expect(text).toContain('Sign out');
  }
});

test.each([
  ['429', '7'],
  ['503-maintenance', '60'],
] as const)('after a %s the browser is told when to ask again', async (kind, seconds) => {
  await strike({ kind, ...(kind === '429' && { headers: { 'Retry-After': '7' } }) });
  expect((await visitor.get('/linodes')).headers.get('Retry-After')).toBe(seconds);
});

test('a program gets Linode’s trouble as JSON, with the same status', async () => {
  await strike({ kind: '500' });
  const answer = await visitor.get('/linodes', { Accept: 'application/json' });
  expect(answer.status).toBe(502);
  expect(JSON.parse(answer.text)).toEqual({ errors: [{ reason: 'Unexpected error' }] });
});

async function create(label: string, fault: Strike): Promise<Answer> {
  const page = await openCheckPage(visitor, label);
  await portal.sandbox.fault({
    host: 'api',
    method: 'POST',
    path: '/v4/linode/instances$',
    ...fault,
  });
  return await confirmCreate(visitor, page);
}

async function linodesCalled(label: string): Promise<number> {
  return (await portal.sandbox.linodes()).filter((linode) => linode.label === label).length;
}

async function createUnanswered(label: string, kind: Fault['kind']): Promise<string> {
  const answer = await create(label, { kind, when: { label } });
  expect(answer.location).toMatch(/^\/requests\//);
  return answer.location ?? '';
}

describe('a create, when Linode', () => {
  test('asks to wait, gives the form back with its values, and goes through on a second try', async () => {
    const answer = await create('told-to-wait', { kind: '429' });
    expect(answer.status).toBe(422);
    expect(answer.text).toContain('Too many requests');
    expect(answer.text).toContain('value="told-to-wait"');
    expect(await linodesCalled('told-to-wait')).toBe(0);
    const fields = {
      region: 'us-east',
      type: 'g6-nanode-1',
      image: 'linode/debian12',
      step: 'check',
    };
    const sent = await visitor.submit(answer, '/linodes/create', fields);
    const page = await visitor.get(sent.location ?? '');
    expect((await confirmCreate(visitor, page)).location).toMatch(/^\/requests\//);
    expect(await linodesCalled('told-to-wait')).toBe(1);
  });

  test.each([
    ['fails', 'create-500', '500'],
    ['is in maintenance', 'create-maintenance', '503-maintenance'],
    ['sends a page of its proxy', 'create-html', 'html'],
    ['hangs up', 'create-reset', 'reset'],
  ] as const)('%s, is unknown, and is never sent again', async (_, label, kind) => {
    const answer = await create(label, { kind });
    expect(answer.location).toMatch(/^\/requests\//);
    const progress = await visitor.get(answer.location ?? '');
    expect(progress.text).toContain('Unknown, checking with Linode');
    await visitor.get(answer.location ?? '');
    expect(await createCalls(portal, label)).toBe(1);
  });

  test.each([
    ['accepts and hangs up', 'create-accepted-reset', 'reset-after-accepting'],
    ['accepts and sends half an answer', 'create-accepted-half', 'truncated-json'],
  ] as const)('%s, is found again, and was sent once', async (_, label, kind) => {
    const page = await openCheckPage(visitor, label);
    await portal.sandbox.fault({
      host: 'api',
      method: 'POST',
      path: '/v4/linode/instances$',
      kind,
    });
    const answer = await confirmCreate(visitor, page);
    expect(answer.location).toMatch(/^\/requests\//);
    // Whoever is impatient and clicks again is led to the same request.
    expect((await confirmCreate(visitor, page)).location).toBe(answer.location);
    expect((await visitor.get(answer.location ?? '')).text).toContain('Accepted as #');
    expect(await createCalls(portal, label)).toBe(1);
    expect(await linodesCalled(label)).toBe(1);
  });

  test('never answers, is unknown; and is found again if it was accepted after all', async () => {
    const [lost, accepted] = await Promise.all([
      createUnanswered('create-hang', 'hang'),
      createUnanswered('create-accepted-hang', 'hang-after-accepting'),
    ]);
    expect((await visitor.get(lost)).text).toContain('Unknown, checking with Linode');
    expect((await visitor.get(accepted)).text).toContain('Accepted as #');
    expect(await createCalls(portal, 'create-hang')).toBe(1);
    expect(await createCalls(portal, 'create-accepted-hang')).toBe(1);
    expect(await linodesCalled('create-accepted-hang')).toBe(1);
  });

  test('takes its time, waits for it', async () => {
    const answer = await create('create-slow', { kind: 'latency', ms: 1500 });
    expect((await visitor.get(answer.location ?? '')).text).toContain('Accepted as #');
    expect(await createCalls(portal, 'create-slow')).toBe(1);
  });

  test('calls the token invalid, renews it and asks for one more click, not for money twice', async () => {
    const page = await openCheckPage(visitor, 'create-401');
    await portal.sandbox.fault({
      host: 'api',
      method: 'POST',
      path: '/v4/linode/instances$',
      kind: '401',
    });
    const answer = await confirmCreate(visitor, page);
    expect(answer.status).toBe(422);
    expect(answer.text).toContain('Nothing was changed: send it again');
    expect(await linodesCalled('create-401')).toBe(0);
  });

  test('finds the scope missing, offers it and keeps the draft', async () => {
    const page = await openCheckPage(visitor, 'create-scope');
    await portal.sandbox.fault({
      host: 'api',
      method: 'POST',
      path: '/v4/linode/instances$',
      kind: '401-scope',
      headers: { 'X-Accepted-OAuth-Scopes': 'linodes:read_write' },
    });
    const answer = await confirmCreate(visitor, page);
    expect(answer.status).toBe(403);
    expect(answer.text).toContain('Allow creating Linodes');
    expect((await confirmCreate(visitor, page)).location).toMatch(/^\/requests\//);
    expect(await linodesCalled('create-scope')).toBe(1);
  });
});

test('a Linode that was lost from sight while it was watched comes back into it', async () => {
  const page = await openCheckPage(visitor, 'out-of-sight');
  const { location } = await confirmCreate(visitor, page);
  await strike({ kind: '500' });
  expect((await visitor.get(location ?? '')).status).toBe(200);
  await portal.sandbox.clearFaults();
  await until('it runs', async () => (await visitor.get(location ?? '')).text.includes('Running'));
  expect(await createCalls(portal, 'out-of-sight')).toBe(1);
});

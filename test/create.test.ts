import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { pretendSentEarlier, signInAsCreator } from './support/creator.ts';
import { startPortal, type TestPortal } from './support/portal.ts';
import { until } from './support/until.ts';
import { TestVisitor, formFields, type Answer, type Person } from './support/visitor.ts';

const max = { username: 'max-member', password: 'harbour-demo-1' };
const rita = { username: 'rita-restricted', password: 'harbour-demo-1' };
const ivo = { username: 'ivo-infra', password: 'harbour-demo-1' };
const rootPassword = 'A-Very-long.Passphrase-42';

let portal: TestPortal;

beforeAll(async () => {
  portal = await startPortal();
});
afterAll(async () => {
  await portal.stop();
});
beforeEach(async () => {
  // After a reset the sandbox gives the same numbers again: what was seen of them must not stay.
  await portal.redisServer.client.flushall();
  await portal.sandbox.reset();
  await portal.sandbox.registerRedirectUri(`${portal.baseUrl}/oauth/callback`);
});

const wished = {
  region: 'us-east',
  type: 'g6-nanode-1',
  image: 'linode/debian12',
  label: 'pilot-boat-1',
};

async function creator(): Promise<TestVisitor> {
  return await signInAsCreator(portal, max);
}

async function signedIn(person: Person): Promise<TestVisitor> {
  const visitor = new TestVisitor(portal);
  await visitor.signIn(person);
  return visitor;
}

/** As far as the check page, ready for the last click. */
async function atCheckPage(visitor: TestVisitor, wish: object = wished): Promise<Answer> {
  const sent = await visitor.submit('/linodes/create', '/linodes/create', {
    ...wish,
    step: 'check',
  });
  expect(sent.location).toMatch(/^\/linodes\/create\/check\?request=/);
  return await visitor.get(sent.location ?? '');
}

/** The last click. */
async function confirm(visitor: TestVisitor, page: Answer): Promise<Answer> {
  return await visitor.submit(page, '/linodes/create/check', { root_password: rootPassword });
}

/** The id of the request that a check page shows. */
function draftOf({ text }: Answer): string {
  return formFields(text, '/linodes/create/check')['request'] ?? '';
}

async function recordField(id: string, name: string): Promise<string> {
  return (await portal.redis.hget(`request:{${id}}`, name)) ?? '';
}

async function changeRecord(id: string, fields: Record<string, string | number>): Promise<void> {
  await portal.redis.hset(`request:{${id}}`, fields);
}

async function createCalls(): Promise<number> {
  const log = await portal.sandbox.log();
  return log.filter(
    ({ host, method, path }) =>
      host === 'api' && method === 'POST' && path.endsWith('/linode/instances'),
  ).length;
}

async function linodesCalled(label: string): Promise<number> {
  return (await portal.sandbox.linodes()).filter((linode) => linode.label === label).length;
}

describe('the scope for creating', () => {
  test('is asked for where it is needed, and not at sign-in', async () => {
    const visitor = new TestVisitor(portal);
    await visitor.signIn(max);
    const page = await visitor.get('/linodes/create');
    expect(page.text).toContain('Allow creating Linodes');
    expect(page.text).toContain('/sign-in?for=create-linodes');
  });

  test('comes with a new session, and the old one is over', async () => {
    const visitor = new TestVisitor(portal);
    await visitor.signIn(max);
    const before = visitor.cookies.get('session');
    await visitor.signIn(max, '/sign-in?for=create-linodes');
    expect(visitor.cookies.get('session')).not.toBe(before);
    const old = new TestVisitor(portal);
    old.cookies.set('session', before ?? '');
    expect((await old.get('/linodes')).location).toBe('/?returnTo=%2Flinodes');
  });
});

describe('creating a Linode', () => {
  test('goes from the form over the check page to running', async () => {
    const visitor = await creator();
    const page = await atCheckPage(visitor);
    expect(page.text).toContain('$5.00 a month');
    expect(page.text).toContain('$ROOT_PASS');
    const done = await visitor.submit(page, '/linodes/create/check', {
      root_password: rootPassword,
    });
    expect(done.status).toBe(303);
    expect(done.location).toMatch(/^\/requests\//);
    const status = async () =>
      JSON.parse((await visitor.get(`${done.location}/status`)).text) as { word: string };
    let word = '';
    for (let tries = 0; tries < 20 && word !== 'Running'; tries += 1) {
      await new Promise((resolve) => {
        setTimeout(resolve, 500);
      });
      ({ word } = await status());
    }
    expect(word).toBe('Running');
    expect(await linodesCalled('pilot-boat-1')).toBe(1);
  });

  test('happens once, however often the same form arrives', async () => {
    const visitor = await creator();
    const page = await atCheckPage(visitor);
    const fields = {
      ...formFields(page.text, '/linodes/create/check'),
      root_password: rootPassword,
    };
    const answers = await Promise.all(
      Array.from({ length: 50 }, async () => await visitor.post('/linodes/create/check', fields)),
    );
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([303]));
    expect(new Set(answers.map(({ location }) => location)).size).toBe(1);
    expect(await createCalls()).toBe(1);
    expect(await linodesCalled('pilot-boat-1')).toBe(1);
  });

  test('is never sent again when the answer is lost, and is found', async () => {
    const visitor = await creator();
    const page = await atCheckPage(visitor);
    await portal.sandbox.fault({
      host: 'api',
      method: 'POST',
      path: '/v4/linode/instances',
      kind: 'reset-after-accepting',
    });
    const sent = await visitor.submit(page, '/linodes/create/check', {
      root_password: rootPassword,
    });
    expect(sent.location).toMatch(/^\/requests\//);
    const progress = await visitor.get(sent.location ?? '');
    expect(progress.text).toContain('Accepted as #');
    expect(await createCalls()).toBe(1);
  });

  test('says what is wrong next to the field, and keeps what was typed', async () => {
    const visitor = await creator();
    const answer = await visitor.submit('/linodes/create', '/linodes/create', {
      label: 'no',
      tags: 'blue',
      step: 'check',
    });
    expect(answer.status).toBe(422);
    expect(answer.text).toContain('Error: Create a Linode');
    expect(answer.text).toContain('Choose a region');
    expect(answer.text).toContain('Label must be between 3 and 64 characters');
    expect(answer.text).toContain('value="blue"');
  });

  test('comes back with Linode’s reason when Linode refuses, and a second try works', async () => {
    const visitor = await creator();
    const page = await atCheckPage(visitor);
    const weak = await visitor.submit(page, '/linodes/create/check', { root_password: 'password' });
    expect(weak.status).toBe(422);
    expect(weak.text).toContain('Password does not meet strength requirement');
    expect(weak.text).not.toContain('value="password"');
    const again = await visitor.submit(weak, '/linodes/create/check', {
      root_password: rootPassword,
    });
    expect(again.location).toMatch(/^\/requests\//);
    expect(await linodesCalled('pilot-boat-1')).toBe(1);
  });

  test('a label that is taken is said at the label', async () => {
    const visitor = await creator();
    const page = await atCheckPage(visitor, { ...wished, label: 'harbour-web-1' });
    const answer = await visitor.submit(page, '/linodes/create/check', {
      root_password: rootPassword,
    });
    expect(answer.status).toBe(422);
    expect(answer.text).toContain('Another Linode of this account has this label');
    expect(await createCalls()).toBe(0);
  });

  test('the form of a replaced session is shown again with its values', async () => {
    const visitor = await creator();
    const form = await visitor.get('/linodes/create');
    await visitor.signIn(max, '/sign-in?for=create-linodes');
    const answer = await visitor.submit(form, '/linodes/create', { ...wished, step: 'check' });
    expect(answer.status).toBe(422);
    expect(answer.text).toContain('Your form was open a long time');
    expect(answer.text).toContain('pilot-boat-1');
  });

  test('a form sent after signing out waits for its person', async () => {
    const visitor = await creator();
    const form = await visitor.get('/linodes/create');
    await visitor.submit('/', '/sign-out');
    const answer = await visitor.submit(form, '/linodes/create', { ...wished, step: 'check' });
    expect(answer.status).toBe(303);
    const returnTo = new URLSearchParams(answer.location?.split('?')[1]).get('returnTo') ?? '';
    await visitor.signIn(
      max,
      `/sign-in?for=create-linodes&returnTo=${encodeURIComponent(returnTo)}`,
    );
    expect((await visitor.get(returnTo)).text).toContain('pilot-boat-1');
  });
});

const post = { host: 'api', method: 'POST', path: '/v4/linode/instances$' } as const;

describe('a create', () => {
  test('that Linode asks to wait with gives its values back, and goes through on a second try', async () => {
    const visitor = await creator();
    await portal.sandbox.fault({ ...post, kind: '429' });
    const answer = await confirm(visitor, await atCheckPage(visitor));
    expect(answer.status).toBe(422);
    expect(answer.text).toContain('value="pilot-boat-1"');
    const { label: _, ...rest } = wished;
    const sent = await visitor.submit(answer, '/linodes/create', { ...rest, step: 'check' });
    await confirm(visitor, await visitor.get(sent.location ?? ''));
    expect(await linodesCalled('pilot-boat-1')).toBe(1);
  });

  test('whose token Linode calls invalid asks for one more click, not for money twice', async () => {
    const visitor = await creator();
    const page = await atCheckPage(visitor);
    await portal.sandbox.fault({ ...post, kind: '401' });
    const answer = await confirm(visitor, page);
    expect(answer.status).toBe(422);
    expect(answer.text).toContain('Nothing was changed: send it again');
    expect(await linodesCalled('pilot-boat-1')).toBe(0);
  });

  test('that lacks a scope offers it, and keeps its draft', async () => {
    const visitor = await creator();
    const page = await atCheckPage(visitor);
    const headers = { 'X-Accepted-OAuth-Scopes': 'linodes:read_write' };
    await portal.sandbox.fault({ ...post, kind: '401-scope', headers });
    const answer = await confirm(visitor, page);
    expect(answer.status).toBe(403);
    expect(answer.text).toContain('Allow creating Linodes');
    expect((await confirm(visitor, page)).location).toMatch(/^\/requests\//);
    expect(await linodesCalled('pilot-boat-1')).toBe(1);
  });

  test('whose Linode is lost from sight while it is watched comes back into it', async () => {
    const visitor = await creator();
    const { location } = await confirm(visitor, await atCheckPage(visitor));
    const read = { host: 'api', path: '/v4/linode/instances', kind: '500', times: 0 } as const;
    await portal.sandbox.fault(read);
    expect((await visitor.get(location ?? '')).status).toBe(200);
    await portal.sandbox.clearFaults();
    const isRunning = async () => (await visitor.get(location ?? '')).text.includes('Running');
    await until('it runs', isRunning);
    expect(await createCalls()).toBe(1);
  });

  test('whose answer finds Redis gone is bought once, and found again', async () => {
    const visitor = await creator();
    const page = await atCheckPage(visitor);
    await portal.sandbox.fault({ ...post, kind: 'latency', ms: 1500 });
    const answering = confirm(visitor, page);
    await until('Linode was asked', async () => (await createCalls()) === 1);
    await portal.redisServer.crash();
    expect((await answering).status).toBe(303);
    await portal.redisServer.start();
    await until('it serves', async () => (await visitor.get('/requests')).status === 200);

    const { location } = await confirm(visitor, page);
    await pretendSentEarlier(portal.redis, location ?? '');
    expect((await visitor.get(location ?? '')).text).toContain('Accepted as #');
    expect(await createCalls()).toBe(1);
  });
});

describe('the check page', () => {
  test('asks for the scope first', async () => {
    const visitor = new TestVisitor(portal);
    await visitor.signIn(max);
    const page = await visitor.get('/linodes/create/check?request=' + 'a'.repeat(22));
    expect(page.text).toContain('Allow creating Linodes');
  });

  test('of a replaced session is shown again, and buys nothing by itself', async () => {
    const visitor = await creator();
    const page = await atCheckPage(visitor);
    await visitor.signIn(max, '/sign-in?for=create-linodes');
    const shown = await confirm(visitor, page);
    expect(shown.status).toBe(422);
    expect(shown.text).toContain('Your form was open a long time');
    expect(await createCalls()).toBe(0);
    const sent = await confirm(visitor, shown);
    expect(sent.location).toMatch(/^\/requests\//);
    await visitor.signIn(max, '/sign-in?for=create-linodes');
    expect((await confirm(visitor, shown)).location).toBe(sent.location);
    expect(await createCalls()).toBe(1);
  });

  test('sent after signing out leads back to itself', async () => {
    const visitor = await creator();
    const page = await atCheckPage(visitor);
    await visitor.submit('/', '/sign-out');
    const { location } = await confirm(visitor, page);
    const returnTo = new URLSearchParams(location?.split('?')[1]).get('returnTo') ?? '';
    expect(returnTo).toBe(`/linodes/create/check?request=${draftOf(page)}`);
    expect(await createCalls()).toBe(0);
  });

  test.each([
    ['cannot be had any more', { region: 'nowhere' }, 'Choose a region'],
    ['is not complete any more', { label: 'no' }, 'Label must be between 3 and 64 characters'],
  ])('leads back to the form when what was drafted %s', async (_, change, text) => {
    const visitor = await creator();
    const page = await atCheckPage(visitor);
    const answers = JSON.parse(await recordField(draftOf(page), 'answers')) as object;
    await changeRecord(draftOf(page), { answers: JSON.stringify({ ...answers, ...change }) });
    for (const answer of [
      await confirm(visitor, page),
      await visitor.get(`/linodes/create/check?request=${draftOf(page)}`),
    ]) {
      expect(answer.text).toContain('Error: Create a Linode');
      expect(answer.text).toContain(text);
    }
    expect(await createCalls()).toBe(0);
  });

  test('says so when Linode refuses without a reason', async () => {
    const visitor = await creator();
    const page = await atCheckPage(visitor);
    await portal.sandbox.fault({ ...post, kind: 'status', status: 403, body: {} });
    const answer = await confirm(visitor, page);
    expect(answer.status).toBe(422);
    expect(answer.text).toContain('Linode refused this without a reason');
    expect(answer.text).toContain('value="pilot-boat-1"');
  });
});

describe('the page of a request', () => {
  const instances = { host: 'api', method: 'GET', path: '/v4/linode/instances' } as const;

  test('is for a draft its check page, and for others not there', async () => {
    const visitor = await creator();
    const id = draftOf(await atCheckPage(visitor));
    const { location } = await visitor.get(`/requests/${id}`);
    expect(location).toBe(`/linodes/create/check?request=${id}`);
    const other = await signedIn(ivo);
    for (const path of [`/requests/${id}`, `/requests/${id}/status`, '/requests/none'])
      expect((await other.get(path)).status).toBe(404);
  });

  test('is seen by those who see its Linode', async () => {
    const visitor = await creator();
    const { location } = await confirm(visitor, await atCheckPage(visitor));
    const page = await (await signedIn(ivo)).get(location ?? '');
    expect(page.text).toContain('Request for <bdi>pilot-boat-1</bdi>');
    expect(page.text).toContain('by <bdi>max-member</bdi>');
    expect((await (await signedIn(rita)).get(location ?? '')).status).toBe(404);
  });

  test('says why Linode refused, and offers the same answers again', async () => {
    const visitor = await creator();
    const page = await atCheckPage(visitor, { ...wished, label: 'harbour-web-1' });
    await confirm(visitor, page);
    const refused = await visitor.get(`/requests/${draftOf(page)}`);
    expect(refused.text).toContain('Linode refused: Another Linode of this account has this label');
    const again = await visitor.get(`/linodes/create?from=${draftOf(page)}`);
    expect(again.text).toContain('value="harbour-web-1"');
    const other = await signInAsCreator(portal, ivo);
    const empty = await other.get(`/linodes/create?from=${draftOf(page)}`);
    expect(empty.text).not.toContain('harbour-web-1');
  });

  test('is where the form of a request leads that was sent already', async () => {
    const visitor = await creator();
    const form = await visitor.get('/linodes/create');
    const fields = { ...formFields(form.text, '/linodes/create'), ...wished, step: 'check' };
    const { location } = await visitor.post('/linodes/create', fields);
    const page = await visitor.get(location ?? '');
    const other = await signInAsCreator(portal, ivo);
    const { proof } = formFields((await other.get('/linodes/create')).text, '/linodes/create');
    const foreign = await other.post('/linodes/create', { ...fields, proof: proof ?? '' });
    expect(foreign.status).toBe(404);
    await confirm(visitor, page);
    const late = await visitor.post('/linodes/create', fields);
    expect(late.location).toBe(`/requests/${draftOf(page)}`);
    expect(await createCalls()).toBe(1);
  });

  test('waits while the request is being sent, and asks Linode nothing', async () => {
    const visitor = await creator();
    const id = draftOf(await atCheckPage(visitor));
    await changeRecord(id, { state: 'sent', sentAt: Date.now() + 3_600_000 });
    await portal.sandbox.clearLog();
    expect((await visitor.get(`/requests/${id}`)).text).toContain('Sent to Linode');
    const asked = (await portal.sandbox.log()).map(({ path }) => path);
    expect(asked.filter((path) => path.includes('/linode/instances'))).toEqual([]);
  });

  test('looks for a lost request as long as it may exist, then says that it does not', async () => {
    const visitor = await creator();
    const page = await atCheckPage(visitor);
    await portal.sandbox.fault({ ...post, kind: 'reset' });
    const location = (await confirm(visitor, page)).location ?? '';
    for (const kind of ['latency', '500'] as const) {
      await portal.sandbox.fault({ ...instances, kind, ms: 0 });
      expect((await visitor.get(location)).text).toContain('answer was lost on the way');
    }
    await pretendSentEarlier(portal.redis, location, 11 * 60_000);
    for (const look of ['first', 'later']) {
      const gone = await visitor.get(`${location}?look=${look}`);
      expect(gone.text).toContain('Linode has no Linode of this label');
      expect(gone.text).toContain(`/linodes/create?from=${draftOf(page)}`);
    }
    const told = portal.logLines.filter((line) => line.includes('"outcome":"not-found"'));
    expect(told).toHaveLength(1);
    expect(await createCalls()).toBe(1);
  });

  test('says that its Linode was deleted when its owner’s own look says so', async () => {
    const visitor = await creator();
    const location = (await confirm(visitor, await atCheckPage(visitor))).location ?? '';
    const gone = {
      kind: 'status',
      status: 404,
      body: { errors: [{ reason: 'Not found' }] },
    } as const;
    // A colleague is let in, and is then told that it is not there: that may be about them.
    const colleague = await signedIn(ivo);
    await portal.sandbox.fault({ ...instances, kind: 'latency', ms: 0 });
    await portal.sandbox.fault({ ...instances, ...gone });
    expect((await colleague.get(location)).text).not.toContain('has been deleted since');
    expect(await recordField(location.replace('/requests/', ''), 'state')).toBe('accepted');
    await portal.sandbox.clearFaults();

    await portal.sandbox.fault({ ...instances, ...gone, times: 0 });
    await until('it is said', async () =>
      (await visitor.get(location)).text.includes('This Linode has been deleted since'),
    );
    const { steps } = JSON.parse((await visitor.get(`${location}/status`)).text) as {
      steps: { name: string; state: string }[];
    };
    expect(steps).not.toContainEqual(expect.objectContaining({ name: 'Running', state: 'done' }));
    expect(steps).toContainEqual(expect.objectContaining({ state: 'failed' }));
    await portal.sandbox.clearFaults();
  });

  test('goes without a percentage where events are withheld', async () => {
    const visitor = await creator();
    await portal.sandbox.fault({
      host: 'api',
      path: '/v4/account/events',
      kind: '401-scope',
      times: 0,
    });
    const location = (await confirm(visitor, await atCheckPage(visitor))).location ?? '';
    const { text } = await visitor.get(`${location}/status`);
    await portal.sandbox.clearFaults();
    expect(JSON.parse(text)).toMatchObject({ state: 'accepted', percent: null });
  });
});

test('a restricted person without the grant is told why they cannot create', async () => {
  const visitor = new TestVisitor(portal);
  await visitor.signIn(rita);
  const list = await visitor.get('/linodes');
  expect(list.text).toContain('may not add Linodes');
});

import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { formsIn } from '../conformance/forms.ts';
import { atTokenCheck, createdToken } from '../me/me-support.ts';
import { checkPath, confirmCreate, openCheckPage } from '../support/creator.ts';
import { startPortal, type TestPortal } from '../support/portal.ts';
import { TestVisitor, formFields, type Answer } from '../support/visitor.ts';

/*
 * Attackers who are let in, know every address, and have learnt every id of Max's: Rita, who may see
 * little of the account, and Petra, who may see and change all that is not somebody's own.
 */
const max = { username: 'max-member', password: 'harbour-demo-1' };
const rita = { username: 'rita-restricted', password: 'harbour-demo-1' };
const petra = { username: 'petra-platform', password: 'harbour-demo-1' };

/** Stands in everything of Max's. */
const mark = 'maxs-own-secret-plan';

let portal: TestPortal;
let owner: TestVisitor;
let reader: TestVisitor;
let writer: TestVisitor;
/** Petra's own forms, by where they post to: their proofs are good ones. */
let forms: Readonly<Record<string, string>>;
let his: Record<'draft' | 'sent' | 'tokenDraft' | 'token' | 'session' | 'app' | 'linode', string>;

beforeAll(async () => {
  portal = await startPortal({ env: { LINODE_SCOPES: '*' } });
  await portal.sandbox.switches({ rateLimits: 'off', lifecycleMs: 60_000 });
  owner = new TestVisitor(portal);
  reader = new TestVisitor(portal);
  writer = new TestVisitor(portal);
  await owner.signIn(max);
  await reader.signIn(rita);
  await writer.signIn(petra);
  await new TestVisitor(portal).signIn(petra);
  his = await thingsOf(owner);
  forms = await formsOf(writer);
});
afterAll(async () => {
  await portal.stop();
});
beforeEach(async () => {
  await portal.sandbox.clearLog();
});

async function thingsOf(visitor: TestVisitor): Promise<typeof his> {
  const sent = await openCheckPage(visitor, `${mark}-1`);
  const done = await confirmCreate(visitor, sent);
  const draft = formFields((await openCheckPage(visitor, `${mark}-2`)).text, checkPath);
  const token = await createdToken(visitor, { ...wish, label: `${mark}-3` });
  const tokenDraft = await atTokenCheck(visitor, { ...wish, label: `${mark}-4` });
  const { text } = await visitor.get('/me');
  const linodes = await portal.sandbox.linodes();
  const [handle = ''] = await portal.redis.zrange(`sessions:${max.username}`, 0, -1);
  return {
    draft: draft['request'] ?? '',
    sent: done.location?.replace('/requests/', '') ?? '',
    tokenDraft: formFields(tokenDraft.text, '/me/tokens/create/check')['draft'] ?? '',
    token: token.id,
    session: handle,
    app: /\/me\/apps\/(\d+)\/revoke/.exec(text)?.[1] ?? '',
    linode: String(linodes.find(({ label }) => label === `${mark}-1`)?.id),
  };
}

const wish = { label: '', expiry: '3', scope_linodes: 'read_only' };

interface Read {
  readonly path: string;
  readonly answer: Pick<Answer, 'status' | 'text' | 'location'>;
}

async function everyWayTo(path: string): Promise<readonly Read[]> {
  const headers = { Accept: 'text/html', cookie: cookieOf(reader) };
  const head = await fetch(portal.baseUrl + path, { method: 'HEAD', headers, redirect: 'manual' });
  const answers = [
    await reader.get(path),
    await reader.get(path, { Accept: 'application/json' }),
    await reader.get(path, { Accept: 'text/event-stream' }),
    { status: head.status, text: await head.text(), location: head.headers.get('location') },
  ];
  return answers.map((answer) => ({ path, answer }));
}

/** The same address with an id that nothing has. */
function likeNobodys(path: string): string {
  const id = Object.values(his).find((one) => path.includes(one)) ?? '';
  return path.replace(id, /^\d+$/.test(id) ? '99999999' : 'n'.repeat(22));
}

/** An answer without what is its own each time: the address, and the reference that errors have. */
function wordsFor({ path, answer }: Read): string {
  const own = [path, encodeURIComponent(path)];
  const text = own.reduce((all, word) => all.replaceAll(word, '(address)'), answer.text);
  return text.replaceAll(/[\da-f]{8}-[\da-f-]{27}/g, '(reference)');
}

/** Nothing of Max's is in it. */
function expectNothing(answer: Read['answer'], path: string): void {
  expect({ path, tells: answer.text.includes(mark) }).toEqual({ path, tells: false });
  expect({ path, leads: answer.location?.includes(mark) ?? false }).toEqual({ path, leads: false });
}

test('everything of Max’s has an id that can be tried', () => {
  for (const [name, id] of Object.entries(his))
    expect({ name, id }).toEqual({ name, id: expect.stringMatching(/^[\w-]{1,22}$/) });
});

describe('by somebody else’s id, an attacker', () => {
  test.each([
    ['a draft', () => `/requests/${his.draft}`],
    ['a draft’s state', () => `/requests/${his.draft}/status`],
    ['a draft’s check page', () => `${checkPath}?request=${his.draft}`],
    ['a request', () => `/requests/${his.sent}`],
    ['a request’s state', () => `/requests/${his.sent}/status`],
    ['a request’s check page', () => `${checkPath}?request=${his.sent}`],
    ['a Linode', () => `/linodes/${his.linode}`],
    ['a Linode’s state', () => `/linodes/${his.linode}/status`],
    ['a Linode’s reboot', () => `/linodes/${his.linode}/reboot`],
    ['a Linode’s row', () => `/browse/linodes/${his.linode}`],
    ['a draft of a token', () => `/me/tokens/create/check?draft=${his.tokenDraft}`],
    ['a new token’s secret', () => `/me/tokens/${his.token}/created`],
    ['a token’s label', () => `/me/tokens/${his.token}/rename`],
    ['a token’s end', () => `/me/tokens/${his.token}/revoke`],
    ['an app’s end', () => `/me/apps/${his.app}/revoke`],
  ])('does not read %s: not as a page, as JSON, by HEAD or as a stream', async (_, toPath) => {
    const path = toPath();
    const answers = await everyWayTo(path);
    for (const { answer } of answers) expectNothing(answer, path);
    expect(answers.map(({ answer }) => answer.status)).toEqual([404, 404, 204, 404]);
    expect(answers.map(wordsFor)).toEqual((await everyWayTo(likeNobodys(path))).map(wordsFor));
  });

  test.each([
    ['a request', () => `/requests/${his.sent}/events`],
    ['a draft', () => `/requests/${his.draft}/events`],
    ['a Linode', () => `/linodes/${his.linode}/events`],
  ])('watches no %s', async (_, toPath) => {
    const stream = await reader.get(toPath(), { Accept: 'text/event-stream' });
    expect([stream.status, stream.text]).toEqual([204, '']);
  });

  test.each([
    ['a form for a Linode', () => `/linodes/create?request=${his.draft}`],
    ['a copy for a Linode', () => `/linodes/create?from=${his.sent}`],
    ['a form for a token', () => `/me/tokens/create?draft=${his.tokenDraft}`],
    ['a copy for a token', () => `/me/tokens/create?from=${his.tokenDraft}`],
  ])('gets %s that has nothing in it', async (_, toPath) => {
    const answer = await writer.get(toPath());
    expectNothing(answer, toPath());
    const values = formsIn(answer.text).flatMap(({ fields }) => Object.values(fields).flat());
    for (const id of Object.values(his)) expect(values).not.toContain(id);
  });

  test('asks for no access that stands in Max’s draft of a token', async () => {
    const own = await writer.get('/sign-in?for=manage-tokens');
    const his4 = await writer.get(`/sign-in?for=manage-tokens&draft=${his.tokenDraft}`);
    expect(scopesAskedBy(his4)).toBe(scopesAskedBy(own));
  });

  test.each([
    ['sends his draft', checkPath, () => ({ request: his.draft, root_password: 'A-Very-long.42' })],
    [
      'sends his request again',
      checkPath,
      () => ({ request: his.sent, root_password: 'A-long.42' }),
    ],
    [
      'writes over his draft',
      '/linodes/create',
      () => ({ request: his.draft, label: 'taken-over' }),
    ],
    ['makes his token', '/me/tokens/create/check', () => ({ draft: his.tokenDraft })],
    ['writes over his token', '/me/tokens/create', () => ({ draft: his.tokenDraft, ...wish })],
  ])('%s: it is not there', async (_, action, toFields) => {
    const answer = await writer.post(action, { ...toFields(), proof: proofFor(action) });
    expect(answer.status).toBe(404);
    expectNothing(answer, action);
    const log = await portal.sandbox.log();
    expect(log.filter(({ method }) => method !== 'GET')).toEqual([]);
  });

  test('ends no session of his', async () => {
    const own = Object.keys(forms).find((action) => action.endsWith('/end')) ?? '';
    const proof = proofFor(own);
    expect(proof).not.toBe('');
    const answer = await writer.post(`/me/sessions/${his.session}/end`, { proof });
    expect(answer.status).toBe(404);
    expect((await owner.get('/requests')).status).toBe(200);
  });

  test('leaves all of it as it was', async () => {
    expect((await owner.get(`${checkPath}?request=${his.draft}`)).text).toContain(`${mark}-2`);
    expect((await owner.get(`/me/tokens/create/check?draft=${his.tokenDraft}`)).text).toContain(
      `${mark}-4`,
    );
    expect((await owner.get(`/me/tokens/${his.token}/created`)).text).toContain('id="secret"');
  });
});

function scopesAskedBy({ location }: Answer): string | null {
  return new URL(location ?? '').searchParams.get('scope');
}

/** A page with each form, as its own person gets it. */
async function formsOf(visitor: TestVisitor): Promise<typeof forms> {
  const me = (await visitor.get('/me')).text;
  return {
    [checkPath]: (await openCheckPage(visitor, 'an-own-plan')).text,
    '/linodes/create': (await visitor.get('/linodes/create')).text,
    '/me/tokens/create/check': (await atTokenCheck(visitor)).text,
    '/me/tokens/create': (await visitor.get('/me/tokens/create')).text,
    [/\/me\/sessions\/[\w-]{22}\/end/.exec(me)?.[0] ?? '']: me,
  };
}

function proofFor(action: string): string {
  return formFields(forms[action] ?? '', action)['proof'] ?? '';
}

function cookieOf(visitor: TestVisitor): string {
  return [...visitor.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
}

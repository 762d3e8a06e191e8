import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { startPortal, type TestPortal } from '../support/portal.ts';
import { redisContents } from '../support/redis-contents.ts';
import { TestVisitor, formFields } from '../support/visitor.ts';
import {
  ada,
  atTokenCheck,
  callsOf,
  createdToken,
  max,
  secretIn,
  tokenManager,
  wishedToken,
  wordsOf,
} from './me-support.ts';

const tokensPath = /\/profile\/tokens$/;
let portal: TestPortal;

beforeAll(async () => {
  portal = await startPortal();
});
afterAll(async () => {
  await portal.stop();
});
beforeEach(async () => {
  await portal.redisServer.client.flushall();
  await portal.sandbox.reset();
  await portal.sandbox.clearFaults();
  await portal.sandbox.registerRedirectUri(`${portal.baseUrl}/oauth/callback`);
});

async function lastTokenBody(): Promise<unknown> {
  const log = await portal.sandbox.log();
  const posts = log.filter(({ method, path }) => method === 'POST' && tokensPath.test(path));
  return posts.at(-1)?.body;
}

function productsAt(level: string): Record<string, string> {
  const names =
    'account child_account databases domains events firewall images ips linodes lke longview monitor nodebalancers object_storage stackscripts volumes vpc';
  return Object.fromEntries(names.split(' ').map((name) => [`scope_${name}`, level]));
}

describe('the access for managing tokens', () => {
  test('is asked for where it is needed, and not at sign-in', async () => {
    const visitor = new TestVisitor(portal);
    await visitor.signIn(max);
    expect((await visitor.get('/me/tokens')).status).toBe(200);
    const page = await visitor.get('/me/tokens/create');
    expect(page.text).toContain('Allow managing tokens');
    expect(page.text).toContain('/sign-in?for=manage-tokens&amp;returnTo=%2Fme%2Ftokens%2Fcreate');
  });
});

describe('the list of my tokens', () => {
  test('says in words what each may do and when it ends', async () => {
    const visitor = new TestVisitor(portal);
    await visitor.signIn(max);
    const words = wordsOf(await visitor.get('/me/tokens'));
    expect(words).toContain('max-laptop');
    expect(words).toContain('Read only: Images, Linodes');
    expect(words).toContain('Expires in 9 days');
  });

  test('says never for a token without an end, however that is written', async () => {
    const visitor = new TestVisitor(portal);
    await visitor.signIn({ username: 'petra-platform', password: 'harbour-demo-1' });
    const words = wordsOf(await visitor.get('/me/tokens'));
    for (const label of ['ci-deploy', 'platform-admin', 'token-minter'])
      expect(words).toMatch(
        new RegExp(`${label} \\S+ Read and write: \\w+ \\d+ \\w+ \\d+, [\\d:]+ UTC Never`),
      );
  });
});

describe('the form for a token', () => {
  test.each([
    ['', 'Label must be between 1 and 100 characters'],
    ['x'.repeat(101), 'Label must be between 1 and 100 characters'],
  ])('refuses the label “%s” and keeps the rest', async (label, text) => {
    const visitor = await tokenManager(portal);
    const wish = { label, expiry: '1', scope_linodes: 'read_only' };
    const answer = await visitor.submit('/me/tokens/create', '/me/tokens/create', wish);
    expect(answer.status).toBe(422);
    expect(answer.text).toContain('<title>Error: Create a token');
    expect(answer.text).toContain(text);
    expect(answer.text).toMatch(/id="scope_linodes-read_only"[^>]*checked/);
  });

  test('refuses a token without access, and sends nothing to Linode', async () => {
    const visitor = await tokenManager(portal);
    const wish = { label: 'empty', expiry: '1', all: 'none', ...productsAt('none') };
    const answer = await visitor.submit('/me/tokens/create', '/me/tokens/create', wish);
    expect(answer.status).toBe(422);
    expect(answer.text).toContain('<a href="#scopes">Choose at least one product</a>');
    expect(await callsOf(portal, 'POST', tokensPath)).toBe(0);
  });

  test('cannot be passed by over the check page either', async () => {
    const visitor = await tokenManager(portal);
    const page = await atTokenCheck(visitor);
    const draft = formFields(page.text, '/me/tokens/create/check')['draft'] ?? '';
    const form = await visitor.get(`/me/tokens/create?draft=${draft}`);
    const empty = { label: 'pilot', expiry: '3', all: 'none' };
    expect((await visitor.submit(form, '/me/tokens/create', empty)).status).toBe(422);
    const sent = await visitor.submit(page, '/me/tokens/create/check');
    expect(sent.location).toContain('/me/tokens/create/check');
    expect(await callsOf(portal, 'POST', tokensPath)).toBe(0);
  });

  test.each([
    ['', 'Enter the date on which the token expires'],
    ['2027-02-30', 'Expiry must be a real date'],
    ['2020-01-01', 'Expiry must be in the future'],
    ['2999-12-12', 'or choose Never'],
  ])('refuses the expiry date “%s”', async (date, text) => {
    const visitor = await tokenManager(portal);
    const wish = { ...wishedToken, expiry: 'date', expiry_date: date };
    const answer = await visitor.submit('/me/tokens/create', '/me/tokens/create', wish);
    expect(answer.status).toBe(422);
    expect(answer.text).toContain(text);
  });

  test.each([
    ['terraform-servers', ['scope_linodes-read_write', 'scope_images-read_only']],
    ['certbot-dns', ['scope_domains-read_write']],
    ['backups-script', ['scope_linodes-read_write']],
    ['read-only-dashboard', ['scope_linodes-read_only']],
  ])('begins with the least that %s needs', async (recipe, chosen) => {
    const visitor = await tokenManager(portal);
    const { text } = await visitor.get(`/me/tokens/create?recipe=${recipe}`);
    for (const id of chosen) expect(text).toMatch(new RegExp(`id="${id}"[^>]*checked`));
    expect(text).toMatch(/id="scope_account-none"[^>]*checked/);
    expect(text).toContain(`value="${recipe}"`);
  });

  test('is shown again with what was chosen when its session was replaced', async () => {
    const visitor = await tokenManager(portal);
    const form = await visitor.get('/me/tokens/create');
    await visitor.signIn(max, '/sign-in?for=manage-tokens');
    const answer = await visitor.submit(form, '/me/tokens/create', wishedToken);
    expect(answer.status).toBe(422);
    expect(answer.text).toContain('Your form was open a long time');
    expect(answer.text).toContain('value="pilot"');
  });

  test('waits for its person when it is sent after signing out', async () => {
    const visitor = await tokenManager(portal);
    const form = await visitor.get('/me/tokens/create');
    await visitor.submit('/', '/sign-out');
    const answer = await visitor.submit(form, '/me/tokens/create', wishedToken);
    const returnTo = new URLSearchParams(answer.location?.split('?')[1]).get('returnTo') ?? '';
    const start = `/sign-in?for=manage-tokens&returnTo=${encodeURIComponent(returnTo)}`;
    await visitor.signIn(max, start);
    expect((await visitor.get(returnTo)).text).toContain('value="pilot"');
  });
});

describe('the check page', () => {
  test('says in words what the token will be able to do', async () => {
    const visitor = await tokenManager(portal);
    const words = wordsOf(
      await atTokenCheck(visitor, { ...wishedToken, scope_account: 'read_write', expiry: 'never' }),
    );
    expect(words).toContain('See Linodes, their disks, configurations and backups.');
    expect(words).toContain('See, create, change and delete the account: billing, users');
    expect(words).toContain('create further tokens that outlive it');
    expect(words).toContain('It never expires');
  });

  test('warns of full access', async () => {
    const visitor = await tokenManager(portal);
    const page = await atTokenCheck(visitor, { label: 'all', expiry: '1', all: 'read_write' });
    expect(wordsOf(page)).toContain('Full access: whoever has this token can do everything');
  });

  test('says what the session lacks, and the way to allow it leads back and works', async () => {
    const visitor = await tokenManager(portal);
    const wish = { label: 'tf', expiry: '1', scope_linodes: 'read_write' };
    const page = await atTokenCheck(visitor, wish);
    expect(page.text).toContain('Your session has less access than this token');
    const refused = await visitor.submit(page, '/me/tokens/create/check');
    expect(refused.status).toBe(422);
    expect(wordsOf(refused)).toContain('Scopes may not exceed those of the acting token');
    const link = /href="(\/sign-in\?for=manage-tokens&amp;draft=[^"]+)"/.exec(refused.text)?.[1];
    await visitor.signIn(max, (link ?? '').replaceAll('&amp;', '&'));
    const draft = formFields(refused.text, '/me/tokens/create/check')['draft'] ?? '';
    const again = await visitor.get(`/me/tokens/create/check?draft=${draft}`);
    expect(again.text).not.toContain('Your session has less access');
    const done = await visitor.submit(again, '/me/tokens/create/check');
    expect(done.location).toMatch(/\/created$/);
  });

  test('of another person is not there', async () => {
    const visitor = await tokenManager(portal);
    const page = await atTokenCheck(visitor);
    const draft = formFields(page.text, '/me/tokens/create/check')['draft'] ?? '';
    const other = new TestVisitor(portal);
    await other.signIn(ada);
    await other.signIn(ada, '/sign-in?for=manage-tokens');
    expect((await other.get(`/me/tokens/create/check?draft=${draft}`)).status).toBe(404);
  });
});

describe('a new token', () => {
  test('is asked for with its scopes and its end, as Linode writes them', async () => {
    const visitor = await tokenManager(portal);
    await createdToken(visitor, {
      ...wishedToken,
      scope_events: 'read_only',
      expiry: 'date',
      expiry_date: '2027-12-01',
    });
    expect(await lastTokenBody()).toEqual({
      label: 'pilot',
      scopes: 'events:read_only linodes:read_only',
      expiry: '2027-12-01T00:00:00',
    });
  });

  test.each([
    ['the row for all', { all: 'read_write' }],
    ['every product', productsAt('read_write')],
  ])(
    'with %s to read and write is asked for as “*”, and shows what was granted',
    async (_, all) => {
      const visitor = await tokenManager(portal);
      const wish = { label: 'everything', expiry: 'never', ...all };
      const { path } = await createdToken(visitor, wish);
      expect(await lastTokenBody()).toEqual({ label: 'everything', scopes: '*', expiry: null });
      const words = wordsOf(await visitor.get(path));
      expect(words).toContain('Read and write: Account');
      expect(words).toContain('Read only: Events, Images, Linodes');
      expect(words).toContain('Never');
    },
  );

  test('is shown once, and a reload says that it was', async () => {
    const visitor = await tokenManager(portal);
    const { path } = await createdToken(visitor);
    const first = await visitor.get(path);
    expect(secretIn(first)).toBeDefined();
    expect(first.headers.get('Cache-Control')).toBe('no-store');
    const again = await visitor.get(path);
    expect(secretIn(again)).toBeUndefined();
    expect(wordsOf(again)).toContain('already shown');
    expect(again.headers.get('Clear-Site-Data')).toBe('"cache"');
    expect((await visitor.get('/me')).headers.get('Clear-Site-Data')).toBe('"cache"');
    expect((await visitor.get('/me')).headers.get('Clear-Site-Data')).toBeNull();
  });

  test('is not used up by a HEAD, and not shown to another session or person', async () => {
    const visitor = await tokenManager(portal);
    const { path } = await createdToken(visitor);
    const second = await tokenManager(portal);
    expect(secretIn(await second.get(path))).toBeUndefined();
    const other = new TestVisitor(portal);
    await other.signIn(ada);
    expect((await other.get(path)).status).toBe(404);
    const cookie = [...visitor.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    await fetch(portal.baseUrl + path, { method: 'HEAD', headers: { cookie } });
    expect(secretIn(await visitor.get(path))).toBeDefined();
  });

  test('lies in Redis sealed, for two minutes, and nowhere in the log', async () => {
    const visitor = await tokenManager(portal);
    const { path } = await createdToken(visitor);
    const { client } = portal.redisServer;
    const [key = ''] = await client.keys('reveal:*');
    expect(await client.pttl(key)).toBeLessThanOrEqual(120_000);
    const waiting = await redisContents(client);
    const secret = secretIn(await visitor.get(path)) ?? 'none was shown';
    const shown = await redisContents(client);
    expect(secret).toHaveLength(64);
    for (const text of [...waiting, ...shown, ...portal.logLines])
      expect(text).not.toContain(secret);
    expect(await client.keys('reveal:*')).toEqual([]);
  });

  test('is made once, however often the same form arrives', async () => {
    const visitor = await tokenManager(portal);
    const page = await atTokenCheck(visitor);
    const fields = formFields(page.text, '/me/tokens/create/check');
    const answers = await Promise.all(
      Array.from({ length: 20 }, async () => await visitor.post('/me/tokens/create/check', fields)),
    );
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([303]));
    expect(await callsOf(portal, 'POST', tokensPath)).toBe(1);
    const late = await visitor.post('/me/tokens/create/check', fields);
    const led = await visitor.get(late.location ?? '');
    expect(led.location ?? late.location).toMatch(/\/me\/tokens\/\d+\/created$/);
  });

  test('whose answer was lost is looked for, and offered to be revoked', async () => {
    const visitor = await tokenManager(portal);
    const page = await atTokenCheck(visitor);
    const path = '/v4/profile/tokens';
    const kind = 'reset-after-accepting';
    await portal.sandbox.fault({ host: 'api', method: 'POST', path, kind });
    const sent = await visitor.submit(page, '/me/tokens/create/check');
    expect(sent.status).toBe(303);
    const lost = await visitor.get(sent.location ?? '');
    const words = wordsOf(lost);
    expect(words).toContain('A token with the label pilot may exist');
    expect(words).toContain('Linode lists it');
    expect(lost.text).toMatch(/href="\/me\/tokens\/\d+\/revoke"/);
    await visitor.submit(page, '/me/tokens/create/check');
    expect(await callsOf(portal, 'POST', tokensPath)).toBe(1);
  });

  test('whose request never reached Linode is said not to be listed', async () => {
    const visitor = await tokenManager(portal);
    await createdToken(visitor);
    const page = await atTokenCheck(visitor);
    const path = '/v4/profile/tokens';
    await portal.sandbox.fault({ host: 'api', method: 'POST', path, kind: 'reset' });
    const sent = await visitor.submit(page, '/me/tokens/create/check');
    const words = wordsOf(await visitor.get(sent.location ?? ''));
    expect(words).toContain('Linode does not list one at this moment');
  });

  test('is not asked for when it cannot be recorded', async () => {
    const visitor = await tokenManager(portal);
    const page = await atTokenCheck(visitor);
    const { client } = portal.redisServer;
    await client.del('audit');
    await client.set('audit', 'not a stream');
    const answer = await visitor.submit(page, '/me/tokens/create/check');
    await client.del('audit');
    expect(answer.status).toBeGreaterThanOrEqual(500);
    expect(await callsOf(portal, 'POST', tokensPath)).toBe(0);
  });

  test('is in the log with its scopes, end and number, and without its secret', async () => {
    const visitor = await tokenManager(portal);
    const { id } = await createdToken(visitor);
    const events = portal.logLines.filter((line) => line.includes('"type":"pat.created"'));
    const event = JSON.parse(events.at(-1) ?? '{}') as Record<string, unknown>;
    expect(event).toMatchObject({
      username: 'max-member',
      outcome: 'accepted',
      id: Number(id),
      label: 'pilot',
      scopes: 'linodes:read_only',
    });
    expect(event['address']).toBe('127.0.0.1');
    expect(event['expiry']).toMatch(/^\d{4}-\d\d-\d\dT/);
  });
});

describe('a token of mine', () => {
  test('gets another label', async () => {
    const visitor = await tokenManager(portal);
    const { id } = await createdToken(visitor);
    const path = `/me/tokens/${id}/rename`;
    const empty = await visitor.submit(path, path, { label: ' ' });
    expect(empty.status).toBe(422);
    expect(empty.text).toContain('Label must be between 1 and 100 characters');
    await visitor.submit(path, path, { label: 'pilot-two' });
    const words = wordsOf(await visitor.get('/me/tokens'));
    expect(words).toContain('The token has its new label.');
    expect(words).toContain('pilot-two');
    expect(portal.logLines.join('\n')).toContain('"type":"pat.renamed"');
  });

  test('gets another label only with the access for it, and by a form of this session', async () => {
    const visitor = await tokenManager(portal);
    const { id } = await createdToken(visitor);
    const path = `/me/tokens/${id}/rename`;
    const form = await visitor.get(path);
    await visitor.signIn(max, '/sign-in?for=manage-tokens');
    const again = await visitor.submit(form, path, { label: 'pilot-two' });
    expect(again.status).toBe(422);
    expect(again.text).toContain('Your form was open a long time');
    expect(again.text).toContain('value="pilot-two"');
    const looker = new TestVisitor(portal);
    await looker.signIn(max);
    for (const act of ['rename', 'revoke'])
      expect((await looker.get(`/me/tokens/${id}/${act}`)).text).toContain('Allow managing tokens');
    expect(await callsOf(portal, 'PUT', tokensPath)).toBe(0);
  });

  test.each([
    ['refuses', { status: 400, text: 'Not this one' }, { status: 422, text: 'Not this one' }],
    [
      'asks for fresh access',
      { status: 401, text: 'Invalid Token' },
      { status: 422, text: 'send it again' },
    ],
    ['fails', { status: 500, text: 'Oops' }, { status: 502, text: 'Linode did not answer' }],
  ])('keeps its label when Linode %s', async (_, said, shown) => {
    const visitor = await tokenManager(portal);
    const { id } = await createdToken(visitor);
    const path = `/me/tokens/${id}/rename`;
    await portal.sandbox.fault({
      host: 'api',
      method: 'PUT',
      path: '/v4/profile/tokens',
      kind: 'status',
      status: said.status,
      body: { errors: [{ reason: said.text }] },
    });
    const answer = await visitor.submit(path, path, { label: 'never-to-be' });
    expect(answer.status).toBe(shown.status);
    expect(answer.text).toContain(shown.text);
    expect(wordsOf(await visitor.get('/me/tokens'))).not.toContain('never-to-be');
    expect(portal.logLines.join('\n')).not.toContain('"label":"never-to-be"');
  });

  test('stays when Linode refuses to revoke it, in Linode’s own words', async () => {
    const visitor = await tokenManager(portal);
    const path = `/me/tokens/${(await createdToken(visitor)).id}/revoke`;
    const asked = await visitor.get(path);
    await portal.sandbox.fault({
      host: 'api',
      method: 'DELETE',
      path: '/v4/profile/tokens',
      kind: 'status',
      status: 403,
      body: { errors: [{ reason: 'Not yours to end' }] },
    });
    const refused = await visitor.submit(asked, path, { answer: 'yes' });
    expect(refused.status).toBe(403);
    expect(refused.text).toContain('Not yours to end');
    expect(wordsOf(await visitor.get('/me/tokens'))).toContain('pilot');
    const events = portal.logLines.filter((line) => line.includes('"type":"pat.revoked"'));
    expect(events.at(-1)).toContain('"outcome":"refused"');
  });

  test('without an end is one without an end in the table too, before and after it is over', async () => {
    const petra = { username: 'petra-platform', password: 'harbour-demo-1' };
    const visitor = new TestVisitor(portal);
    await visitor.signIn(petra);
    await visitor.signIn(petra, '/sign-in?for=manage-tokens');
    const rowOf = async (wanted: string) => {
      const { text } = await visitor.get('/me/tokens', { Accept: 'application/json' });
      const { data } = JSON.parse(text) as { data: Record<string, unknown>[] };
      return data.find(({ label }) => label === wanted);
    };
    const active = await rowOf('ci-deploy');
    expect(active).toMatchObject({ state: 'active', expires: 'never' });
    const path = `/me/tokens/${String(active?.['id'])}/revoke`;
    await visitor.submit(path, path, { answer: 'yes' });
    expect(await rowOf('ci-deploy')).toEqual({ ...active, state: 'revoked' });
  });

  test('is revoked by a Yes, proved gone, and stays listed with its date', async () => {
    const visitor = await tokenManager(portal);
    const { id } = await createdToken(visitor);
    const path = `/me/tokens/${id}/revoke`;
    const asked = await visitor.get(path);
    expect(asked.text).not.toMatch(/<input[^>]*type="radio"[^>]*checked/);
    const done = await visitor.submit(asked, path, { answer: 'yes' });
    expect(done.location).toBe('/me/tokens');
    const words = wordsOf(await visitor.get('/me/tokens'));
    expect(words).toContain('The token is revoked: Linode no longer lists it.');
    const [active = '', ended = ''] = words.split('Revoked and expired');
    expect(active).not.toContain('pilot');
    expect(ended).toMatch(/pilot \S+ .*Revoked \d+ \w+ \d{4}/);
    const events = portal.logLines.filter((line) => line.includes('"type":"pat.revoked"'));
    expect(events.some((line) => line.includes('"outcome":"confirmed"'))).toBe(true);
  });

  test('stays when neither Yes nor No is chosen, and when No is', async () => {
    const visitor = await tokenManager(portal);
    const { id } = await createdToken(visitor);
    const path = `/me/tokens/${id}/revoke`;
    const neither = await visitor.submit(path, path);
    expect(neither.status).toBe(422);
    expect(neither.text).toContain('Choose Yes to revoke it, or No to keep it');
    await visitor.submit(path, path, { answer: 'no' });
    expect(wordsOf(await visitor.get('/me/tokens'))).toContain('Nothing was revoked.');
    expect(await callsOf(portal, 'DELETE', /\/profile\/tokens\//)).toBe(0);
  });

  test('of which Linode’s answer was lost is told by the list', async () => {
    const visitor = await tokenManager(portal);
    const { id } = await createdToken(visitor);
    const path = `/me/tokens/${id}/revoke`;
    const asked = await visitor.get(path);
    const fault = { host: 'api', method: 'DELETE', path: '/v4/profile/tokens' } as const;
    await portal.sandbox.fault({ ...fault, kind: 'reset' });
    expect((await visitor.submit(asked, path, { answer: 'yes' })).status).toBe(502);
    await portal.sandbox.fault({ ...fault, kind: 'reset-after-accepting' });
    const done = await visitor.submit(asked, path, { answer: 'yes' });
    expect(done.location).toBe('/me/tokens');
    expect(wordsOf(await visitor.get('/me/tokens'))).toContain('Linode no longer lists it');
  });

  test('of which nobody can see whether it is gone is not called revoked either', async () => {
    const visitor = await tokenManager(portal);
    const { id } = await createdToken(visitor);
    const path = `/me/tokens/${id}/revoke`;
    const asked = await visitor.get(path);
    const fault = { host: 'api', kind: 'status', times: 0 } as const;
    const accepted = { method: 'DELETE', path: '/v4/profile/tokens/', status: 200, body: {} };
    await portal.sandbox.fault({ ...fault, ...accepted });
    await portal.sandbox.fault({ ...fault, method: 'GET', path: '^/v4/profile/tokens$' });
    await visitor.submit(asked, path, { answer: 'yes' });
    await portal.sandbox.clearFaults();
    const words = wordsOf(await visitor.get('/me/tokens'));
    const [active = '', ended = ''] = words.split('Revoked and expired');
    expect(active).toContain('so there is no proof yet');
    expect(active).toContain('pilot');
    expect(ended).not.toContain('pilot');
  });

  test('that Linode says to have revoked and still lists is not called revoked', async () => {
    const visitor = await tokenManager(portal);
    const { id } = await createdToken(visitor);
    const path = `/me/tokens/${id}/revoke`;
    const fault = { host: 'api', method: 'DELETE', path: '/v4/profile/tokens' } as const;
    await portal.sandbox.fault({ ...fault, kind: 'status', status: 200, body: {} });
    const done = await visitor.submit(path, path, { answer: 'yes' });
    expect(done.location).toBe('/me/tokens');
    const words = wordsOf(await visitor.get('/me/tokens'));
    expect(words).toContain('Linode accepted the revocation and still lists the token');
    const [active = ''] = words.split('Revoked and expired');
    expect(active).toContain('pilot');
    const events = portal.logLines.filter((line) => line.includes('"type":"pat.revoked"'));
    const outcomes = events.map((line) => (JSON.parse(line) as { outcome: string }).outcome);
    expect(outcomes.slice(-2)).toEqual(['sent', 'listed']);
  });

  test('of another person is not there', async () => {
    const visitor = await tokenManager(portal);
    const other = new TestVisitor(portal);
    await other.signIn(ada);
    const { text } = await other.get('/me/tokens');
    const foreign = /\/me\/tokens\/(\d+)\/revoke/.exec(text)?.[1] ?? '';
    expect((await visitor.get(`/me/tokens/${foreign}/revoke`)).status).toBe(404);
    expect((await visitor.get(`/me/tokens/${foreign}/rename`)).status).toBe(404);
  });
});

describe('an app that I allowed', () => {
  test('is revoked by a Yes, and Linode lists it no longer', async () => {
    const visitor = await tokenManager(portal);
    const { text } = await visitor.get('/me');
    const path =
      /href="(\/me\/apps\/\d+\/revoke)"\s*>Revoke<span[^>]*> Tide Monitor/.exec(text)?.[1] ?? '';
    expect((await visitor.submit(path, path)).status).toBe(422);
    await visitor.submit(path, path, { answer: 'yes' });
    const words = wordsOf(await visitor.get('/me'));
    expect(words).toContain('The app’s access is revoked: Linode no longer lists it.');
    expect(words).not.toContain('Tide Monitor');
    expect(portal.logLines.join('\n')).toContain('"type":"app.revoked"');
  });

  test('stays with a No, and is asked about anew by a form of an older session', async () => {
    const visitor = await tokenManager(portal);
    const { text } = await visitor.get('/me');
    const path =
      /href="(\/me\/apps\/\d+\/revoke)"\s*>Revoke<span[^>]*> Tide Monitor/.exec(text)?.[1] ?? '';
    await visitor.submit(path, path, { answer: 'no' });
    expect(wordsOf(await visitor.get('/me'))).toContain('Nothing was revoked.');
    const form = await visitor.get(path);
    await visitor.signIn(max, '/sign-in?for=manage-tokens');
    const again = await visitor.submit(form, path, { answer: 'yes' });
    expect(again.status).toBe(422);
    expect(again.text).toContain('Your form was open a long time');
    expect(await callsOf(portal, 'DELETE', /\/profile\/apps\//)).toBe(0);
    const looker = new TestVisitor(portal);
    await looker.signIn(max);
    expect((await looker.get(path)).text).toContain('Allow managing tokens');
  });

  test('says that it is Quayside itself, and signs me out when it is revoked', async () => {
    const visitor = await tokenManager(portal);
    const { text } = await visitor.get('/me');
    const path =
      /href="(\/me\/apps\/\d+\/revoke)"\s*>Revoke<span[^>]*> Quayside/.exec(text)?.[1] ?? '';
    const asked = await visitor.get(path);
    expect(wordsOf(asked)).toContain('This is Quayside itself: you will be signed out.');
    const done = await visitor.submit(asked, path, { answer: 'yes' });
    expect(done.location).toBe('/');
    const start = wordsOf(await visitor.get('/'));
    expect(start).toContain('so you are signed out');
    expect((await visitor.get('/me')).location).toBe('/?returnTo=%2Fme');
  });
});

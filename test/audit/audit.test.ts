import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { startPortal, type TestPortal } from '../support/portal.ts';
import { startRedis, type RedisServer } from '../support/redis-server.ts';
import { startSandbox, type Sandbox } from '../support/sandbox.ts';
import { TestVisitor, type Answer } from '../support/visitor.ts';
import { untilSeen } from '../support/until.ts';

const ada = { username: 'ada-admin', password: 'harbour-demo-1' };
const max = { username: 'max-member', password: 'harbour-demo-1' };
const ivo = { username: 'ivo-infra', password: 'harbour-demo-1' };

let sandbox: Sandbox;
let redisServer: RedisServer;
let portal: TestPortal;

beforeAll(async () => {
  [sandbox, redisServer] = await Promise.all([startSandbox(), startRedis()]);
});
afterAll(async () => {
  await Promise.all([sandbox.stop(), redisServer.stop()]);
});
// A portal of its own for each test: what it remembers of people must not outlive their Redis.
beforeEach(async () => {
  await redisServer.client.flushall();
  await sandbox.reset();
  portal = await startPortal({ sandbox, redisServer });
});
afterEach(async () => {
  await portal.stop();
});

async function signedIn(
  person: { username: string; password: string },
  need = '',
): Promise<TestVisitor> {
  const visitor = new TestVisitor(portal);
  await visitor.signIn(person);
  if (need !== '') await visitor.signIn(person, `/sign-in?for=${need}`);
  await visitor.get('/');
  return visitor;
}

/** Snapshots are taken after an answer has been given: asks until the page says so. */
async function untilTold(
  ask: () => Promise<Answer>,
  isThere: (text: string) => boolean,
): Promise<string> {
  return await untilSeen(async () => (await ask()).text, isThere);
}

interface Listed {
  readonly results: number;
  readonly data: readonly Record<string, string>[];
}

async function listed(admin: TestVisitor, query: string): Promise<Listed> {
  const { text } = await admin.get(`/audit/tokens?${query}`, { Accept: 'application/json' });
  return JSON.parse(text) as Listed;
}

async function sessionRefOf(admin: TestVisitor, username: string): Promise<string> {
  const { data } = await listed(admin, `user=${username}&kind=session`);
  return data[0]?.['id'] ?? '';
}

/** What the log holds of refused requests. */
async function refusals(): Promise<readonly unknown[]> {
  const newest = await portal.redis.xrevrange('audit', '+', '-', 'COUNT', 50);
  const bodies = newest.map(([, fields]) => fields[fields.indexOf('body') + 1] ?? '{}');
  return bodies.filter((body) => body.includes('request.refused')).map((body) => JSON.parse(body));
}

describe('who may look', () => {
  test('a member gets a reason instead of the audit, on every page of it', async () => {
    const visitor = await signedIn(max);
    for (const path of [
      '/audit',
      '/audit/tokens',
      '/audit/log',
      '/audit/users/ada-admin',
      '/audit/policy',
    ]) {
      const answer = await visitor.get(path);
      expect(answer.status).toBe(403);
      expect(answer.text).toContain('This page is for administrators');
      const refusal = { reason: 'admins-only', username: max.username, path };
      expect(await refusals()).toContainEqual(expect.objectContaining(refusal));
    }
  });

  test('an address that a member makes up does not fill the log', async () => {
    const visitor = await signedIn(max);
    const long = 'a'.repeat(8000);
    expect((await visitor.get(`/audit/tokens/${long}`)).status).toBe(403);
    const kept = JSON.stringify(await refusals());
    expect(kept).toContain('/audit/tokens/aaaaaaaa');
    expect(kept).not.toContain(long);
  });

  test('a stranger is asked to sign in', async () => {
    const answer = await new TestVisitor(portal).get('/audit');
    expect(answer.location).toBe('/?returnTo=%2Faudit');
  });
});

describe('the inventory', () => {
  test('says whose tokens it has seen, and names the others', async () => {
    await signedIn(max);
    const admin = await signedIn(ada);
    const page = await untilTold(
      async () => await admin.get('/audit'),
      (text) => /seen for 2 of/i.test(text),
    );
    expect(page).toMatch(/seen for 2 of \d+/i);
    expect(page).toContain('quinn-contractor');
  });

  test('lists exactly the active tokens and apps that Linode has for those who signed in', async () => {
    for (const person of [max, ivo]) await signedIn(person);
    const admin = await signedIn(ada);
    const { tokens } = await portal.sandbox.credentials();
    const people = new Set(['ada-admin', 'max-member', 'ivo-infra']);
    const truth = tokens.filter(({ username, active }) => active && people.has(username));
    await untilTold(
      async () => await admin.get('/audit/tokens?kind=pat', { Accept: 'application/json' }),
      (text) => (JSON.parse(text) as Listed).results === truth.length,
    );
    const { data } = await listed(admin, 'kind=pat');
    const shown = data.map(({ user, label }) => `${user} ${label}`).sort();
    expect(shown).toEqual(truth.map(({ username, label }) => `${username} ${label}`).sort());
  });

  test('knows tokens that only the events speak of', async () => {
    const admin = await signedIn(ada);
    const { data } = await listed(admin, 'kind=event');
    expect(data.map(({ label }) => label)).toContain('lars-workstation');
    expect(data[0]?.['scopes']).toContain('Unknown');
  });

  test('flags what the rules say, and a flag’s filter lists exactly those', async () => {
    await signedIn(ivo);
    const admin = await signedIn(ada);
    await untilTold(
      async () => await admin.get('/audit/tokens?user=ivo-infra', { Accept: 'application/json' }),
      (text) => text.includes('ivo-everything'),
    );
    const { data } = await listed(admin, 'risk=full-access');
    expect(data.every(({ scopes }) => scopes === 'Everything, read and write')).toBe(true);
    expect(data.map(({ label }) => label)).toContain('ivo-everything');
    const never = await listed(admin, 'risk=never-expires');
    expect(never.data.every(({ expires }) => expires === 'Never')).toBe(true);
  });

  test('flags a session from an address that its person had not used before', async () => {
    await portal.stop();
    portal = await startPortal({ sandbox, redisServer, env: { TRUST_PROXY: '1' } });
    for (const address of ['192.0.2.1', '192.0.2.2']) {
      const visitor = new TestVisitor(portal);
      await visitor.signIn(max, '/sign-in', { 'X-Forwarded-For': address });
    }
    const admin = await signedIn(ada);
    const { data } = await listed(admin, 'risk=session-new-address');
    expect(data.map(({ user, label }) => `${user} ${label}`)).toEqual([
      'max-member Portal session from 192.0.2.2',
    ]);
    expect((await admin.get('/audit')).text).toContain('Session from a new address');
  });

  test('never holds more than the first sixteen characters of a token', async () => {
    const admin = await signedIn(ada);
    const page = await admin.get('/audit/tokens');
    const { tokens } = await portal.sandbox.credentials();
    for (const { secret } of tokens) expect(page.text).not.toContain(secret);
  });

  test('downloads as CSV what the list shows', async () => {
    const admin = await signedIn(ada);
    await untilTold(
      async () => await admin.get('/audit/tokens?kind=pat', { Accept: 'application/json' }),
      (text) => text.includes('ada-cli'),
    );
    const csv = await admin.get('/audit/tokens?kind=pat&format=csv');
    expect(csv.headers.get('content-type')).toContain('text/csv');
    const { results } = await listed(admin, 'kind=pat');
    expect(csv.text.trim().split('\n')).toHaveLength(results + 1);
  });
});

describe('ending access', () => {
  const reason = 'left the company';

  test('of a portal session works at once, and Linode confirms it', async () => {
    const victim = await signedIn(max);
    const admin = await signedIn(ada);
    const target = await sessionRefOf(admin, 'max-member');
    const confirm = await admin.submit('/audit/tokens', '/audit/revoke', {
      target,
      step: 'confirm',
    });
    expect(confirm.text).toContain('max-member');
    const done = await admin.submit(confirm, '/audit/revoke', { target, step: 'revoke', reason });
    expect(done.location).toMatch(/^\/audit\/revocations\//);
    expect((await victim.get('/linodes')).location).toBe('/?returnTo=%2Flinodes');
    const page = await untilTold(
      async () => await admin.get(done.location ?? ''),
      (text) => text.includes('Confirmed'),
    );
    expect(page).toContain('Confirmed');
    const live = (await portal.sandbox.tokens()).filter(
      ({ username }) => username === 'max-member',
    );
    expect(live).toEqual([]);
  });

  test('asks for a reason, and lists every item before it does anything', async () => {
    await signedIn(max);
    const admin = await signedIn(ada);
    const target = await sessionRefOf(admin, 'max-member');
    const confirm = await admin.submit('/audit/tokens', '/audit/revoke', {
      target,
      step: 'confirm',
    });
    const answer = await admin.submit(confirm, '/audit/revoke', {
      target,
      step: 'revoke',
      reason: '',
    });
    expect(answer.status).toBe(422);
    expect(answer.text).toContain('Enter a reason');
  });

  test('of a token goes through its owner’s session, and is read back', async () => {
    await signedIn(ivo, 'manage-tokens');
    const admin = await signedIn(ada);
    await untilTold(
      async () => await admin.get('/audit/tokens?user=ivo-infra', { Accept: 'application/json' }),
      (text) => text.includes('ivo-everything'),
    );
    const { data } = await listed(admin, 'user=ivo-infra&kind=pat');
    const target = data.find(({ label }) => label === 'ivo-everything')?.['id'] ?? '';
    const confirm = await admin.submit('/audit/tokens', '/audit/revoke', {
      target,
      step: 'confirm',
    });
    const done = await admin.submit(confirm, '/audit/revoke', { target, step: 'revoke', reason });
    const page = await untilTold(
      async () => await admin.get(done.location ?? ''),
      (text) => text.includes('Read back'),
    );
    expect(page).toContain('Confirmed');
    const { tokens } = await portal.sandbox.credentials();
    expect(
      tokens.find(({ label, active }) => label === 'ivo-everything' && active),
    ).toBeUndefined();
    const left = await listed(admin, 'user=ivo-infra&kind=pat');
    expect(left.data.map(({ label }) => label)).not.toContain('ivo-everything');
    expect((await admin.get('/audit/users/ivo-infra')).text).toContain('ivo-everything');
  });

  test('of a token that Linode says to have revoked and still lists has failed', async () => {
    await signedIn(ivo, 'manage-tokens');
    const admin = await signedIn(ada);
    await untilTold(
      async () => await admin.get('/audit/tokens?user=ivo-infra', { Accept: 'application/json' }),
      (text) => text.includes('ivo-everything'),
    );
    const { data } = await listed(admin, 'user=ivo-infra&kind=pat');
    const target = data.find(({ label }) => label === 'ivo-everything')?.['id'] ?? '';
    const fault = { host: 'api', method: 'DELETE', path: '/v4/profile/tokens' } as const;
    await portal.sandbox.fault({ ...fault, kind: 'status', status: 200, body: {} });
    const fields = { target, step: 'revoke', reason };
    const done = await admin.submit('/audit/tokens', '/audit/revoke', fields);
    const page = await untilTold(
      async () => await admin.get(done.location ?? ''),
      (text) => text.includes('Linode still lists it after the deletion.'),
    );
    expect(page).toContain('Failed');
    expect(page).not.toContain('Confirmed');
    const left = await listed(admin, 'user=ivo-infra&kind=pat');
    expect(left.data.map(({ label }) => label)).toContain('ivo-everything');
  });

  test('of a token whose owner cannot be acted for asks the owner, and claims nothing', async () => {
    const owner = await signedIn(ivo);
    const admin = await signedIn(ada);
    await untilTold(
      async () => await admin.get('/audit/tokens?user=ivo-infra', { Accept: 'application/json' }),
      (text) => text.includes('ivo-everything'),
    );
    const { data } = await listed(admin, 'user=ivo-infra&kind=pat');
    const target = data.find(({ label }) => label === 'ivo-everything')?.['id'] ?? '';
    const confirm = await admin.submit('/audit/tokens', '/audit/revoke', {
      target,
      step: 'confirm',
    });
    const done = await admin.submit(confirm, '/audit/revoke', { target, step: 'revoke', reason });
    const page = await untilTold(
      async () => await admin.get(done.location ?? ''),
      (text) => text.includes('Owner asked'),
    );
    expect(page).toContain('Owner asked');
    const home = await owner.get('/');
    expect(home.text).toContain('You are asked to revoke access');
    expect(home.text).toContain(reason);
    const { tokens } = await portal.sandbox.credentials();
    expect(tokens.find(({ label, active }) => label === 'ivo-everything' && active)).toBeDefined();
  });

  test('blocking a person ends everything and keeps them out until they are let in again', async () => {
    const victim = await signedIn(max);
    const admin = await signedIn(ada);
    const blocked = await admin.submit('/audit/users/max-member', '/audit/users/max-member/block', {
      reason,
    });
    expect(blocked.location).toBe('/audit/users/max-member');
    expect((await victim.get('/linodes')).status).toBe(303);
    expect((await victim.signIn(max)).text).toContain('has blocked your user');
    await admin.submit('/audit/users/max-member', '/audit/users/max-member/unblock', {
      reason: 'came back',
    });
    await victim.signIn(max);
    expect((await victim.get('/linodes')).status).toBe(200);
  });

  test('of everything a person has lists each item, and ends all sessions at once', async () => {
    const browsers = [await signedIn(max), await signedIn(max)];
    const admin = await signedIn(ada);
    const page = await admin.get('/audit/users/max-member');
    const targets = [...page.text.matchAll(/name="target" value="([^"]+)"/g)].map(
      ([, ref = '']) => ref,
    );
    expect(targets.filter((ref) => ref.startsWith('session-'))).toHaveLength(2);
    const fields = { target: targets, step: 'confirm', reason: '' };
    const confirm = await admin.submit(page, '/audit/revoke', fields);
    expect(confirm.text).toContain('max-laptop');
    const done = await admin.submit(confirm, '/audit/revoke', {
      target: targets,
      step: 'revoke',
      reason,
    });
    expect(done.location).toMatch(/^\/audit\/revocations\//);
    for (const browser of browsers) expect((await browser.get('/linodes')).status).toBe(303);
  });

  test('an admin cannot block themselves', async () => {
    const admin = await signedIn(ada);
    const page = await admin.get('/audit/users/ada-admin');
    expect(page.text).toContain('You cannot block yourself');
  });
});

describe('around the tokens', () => {
  test('the account’s OAuth clients are listed', async () => {
    const admin = await signedIn(ada);
    const page = await admin.get('/audit/clients');
    expect(page.status).toBe(200);
    expect(page.text).toContain(sandbox.clientId);
  });

  test('a person’s page joins the portal’s log with Linode’s events and logins', async () => {
    await signedIn(max);
    const admin = await signedIn(ada);
    const { text } = await admin.get('/audit/users/max-member');
    expect(text).toContain('Signed in');
    expect(text).toContain('Login at Linode');
    expect(text).toContain('linode rebuild');
    expect(text).toContain('max-old-laptop');
  });
});

describe('where Linode withholds the account from an admin', () => {
  beforeEach(async () => {
    const path = '^/v4/account/(users|events|logins|oauth-clients)';
    const body = { errors: [{ reason: 'Unauthorized' }] };
    await sandbox.fault({ host: 'api', path, kind: 'status', status: 403, body, times: 0 });
  });

  test('every page of the audit says what is missing, and shows the rest', async () => {
    await signedIn(max);
    const admin = await signedIn(ada);
    const shown: [string, string, string][] = [
      ['/audit', 'Users: Unauthorized', 'Never expires'],
      ['/audit/users', 'Users: Unauthorized', 'max-member'],
      ['/audit/users/max-member', 'Linode said: Unauthorized', 'Signed in'],
      ['/audit/clients', 'OAuth clients: Unauthorized', 'OAuth clients'],
      ['/audit/logins', 'Unauthorized', 'Logins'],
    ];
    for (const [path, problem, rest] of shown) {
      const page = await admin.get(path);
      expect([path, page.status]).toEqual([path, 200]);
      expect(page.text).toContain(problem);
      expect(page.text).toContain(rest);
    }
    const people = await admin.get('/audit/users', { Accept: 'application/json' });
    expect(JSON.parse(people.text)).toMatchObject({
      data: expect.arrayContaining([
        expect.objectContaining({ username: 'max-member', two_factor: '', on_account: '' }),
      ]),
    });
    const clients = await admin.get('/audit/clients', { Accept: 'application/json' });
    expect(clients.status).toBe(502);
  });
});

describe('the log', () => {
  test('has an entry for what was done, and its chain holds', async () => {
    await signedIn(max);
    const admin = await signedIn(ada);
    const page = await admin.get('/audit/log');
    expect(page.text).toContain('Signed in');
    expect(page.text).toMatch(/intact/i);
  });

  test('shows where a changed entry broke the chain', async () => {
    const admin = await signedIn(ada);
    await signedIn(max);
    const { client } = portal.redisServer;
    const [first] = await client.xrange('audit', '-', '+');
    const [, fields] = first ?? ['', []];
    await client.del('audit');
    const forged = fields.map((text) => text.replace('ada-admin', 'eve'));
    await client.xadd('audit', '*', ...forged);
    const fresh = await startPortal({ sandbox: portal.sandbox, redisServer: portal.redisServer });
    try {
      const other = new TestVisitor(fresh);
      await other.signIn(ada);
      expect((await other.get('/audit/log')).text).toContain('does not match its hash');
    } finally {
      await fresh.stop();
    }
    expect((await admin.get('/')).status).toBe(200);
  });

  test('is filtered by person and type', async () => {
    await signedIn(max);
    const admin = await signedIn(ada);
    const page = await admin.get('/audit/log?user=max-member&type=signin.succeeded');
    expect(page.text).toContain('max-member');
    expect(page.text).not.toContain('Audit page viewed</td>');
  });
});

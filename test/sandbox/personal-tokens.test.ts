import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { startSandbox } from '../support/sandbox.ts';
import type { Sandbox } from '../support/sandbox.ts';
import { apiClient, callback, signedClient } from './signed-client.ts';

let sandbox: Sandbox;

beforeAll(async () => {
  sandbox = await startSandbox({ redirectUris: [callback] });
});

beforeEach(() => sandbox.reset());

afterAll(() => sandbox.stop());

const path = '/profile/tokens';
const missingScope = [{ reason: 'Your OAuth token is not authorized to use this endpoint.' }];

function inDays(days: number): string {
  return new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 19);
}

describe('a created token', () => {
  test('is shown whole once, then by its first 16 characters', async () => {
    const ada = await signedClient(sandbox, 'ada-admin');
    const order = { label: 'deploy', scopes: 'linodes:read_only events:read_only' };
    const { status, body } = await ada.post(path, { ...order, expiry: inDays(30) });
    expect(status).toBe(200);
    expect(body).toMatchObject({ ...order, token: expect.stringMatching(/^[0-9a-f]{64}$/) });
    const shown = { ...body, token: body.token.slice(0, 16) };
    expect((await ada.get(`${path}/${body.id}`)).body).toEqual(shown);
    const renamed = await ada.put(`${path}/${body.id}`, { label: 'renamed' });
    expect(renamed.body).toEqual({ ...shown, label: 'renamed' });
    expect((await ada.get(path)).body.data.at(-1)).toEqual({ ...shown, label: 'renamed' });
  });

  test('works with its scopes, and dies at once when deleted', async () => {
    const max = await signedClient(sandbox, 'max-member');
    const { body } = await max.post(path, { label: 'robot', scopes: 'linodes:read_only' });
    const robot = apiClient(sandbox, body.token);
    const reply = await robot.get('/linode/instances');
    expect(reply.status).toBe(200);
    expect(reply.headers.get('x-oauth-scopes')).toBe('linodes:read_only');
    expect((await robot.get('/profile')).body.username).toBe('max-member');
    const refused = await robot.post('/linode/instances', {});
    expect([refused.status, refused.body.errors]).toEqual([401, missingScope]);
    expect((await max.delete(`${path}/${body.id}`)).body).toEqual({});
    const dead = await robot.get('/linode/instances');
    expect(dead.status).toBe(401);
    expect(dead.body.errors).toEqual([{ reason: 'Invalid Token' }]);
    expect(dead.headers.get('x-oauth-scopes')).toBe('unknown');
    expect((await max.get(`${path}/${body.id}`)).body.errors).toEqual([{ reason: 'Not found' }]);
  });

  test('outlives the sign-in it came of, and ends when it expires', async () => {
    const ada = await signedClient(sandbox, 'ada-admin');
    const expiry = new Date(Date.now() + 2000).toISOString().slice(0, 19);
    const { body } = await ada.post(path, { label: 'brief', expiry });
    await sandbox.revokeTokens('ada-admin');
    expect((await ada.get('/profile')).status).toBe(401);
    const brief = apiClient(sandbox, body.token);
    expect((await brief.get(path)).body.data.map(toLabel)).toContain('brief');
    await sleep(Date.parse(`${expiry}Z`) - Date.now() + 10);
    expect((await brief.get('/profile')).status).toBe(401);
  });

  test('may delete itself', async () => {
    const ada = await signedClient(sandbox, 'ada-admin');
    const { body } = await ada.post(path, { label: 'self', scopes: 'account:read_write' });
    const self = apiClient(sandbox, body.token);
    expect((await self.delete(`${path}/${body.id}`)).status).toBe(200);
    expect((await self.get('/profile')).status).toBe(401);
  });

  test.each([[{}], [{ expiry: null }]])('never expires with %j', async (order) => {
    const ada = await signedClient(sandbox, 'ada-admin');
    const { body } = await ada.post(path, { label: 'for ever', ...order });
    expect(body.expiry).toBe('2999-12-12T05:00:00');
  });

  test.each([[{}], [{ scopes: '*' }]])('has the acting scopes with %j', async (order) => {
    const acting = 'account:read_write linodes:read_only';
    const max = await signedClient(sandbox, 'max-member', acting);
    const { body } = await max.post(path, { label: 'same', ...order });
    expect(body.scopes).toBe(acting);
  });

  test('leaves its events, which name neither scopes nor secret', async () => {
    const ada = await signedClient(sandbox, 'ada-admin');
    const { body } = await ada.post(path, { label: 'watched' });
    await ada.put(`${path}/${body.id}`, { label: 'seen' });
    await ada.delete(`${path}/${body.id}`);
    const filter = { 'entity.id': body.id, 'entity.type': 'token' };
    const events = (await ada.get('/account/events', filter)).body.data;
    const common = { username: 'ada-admin', status: 'notification', percent_complete: null };
    expect(events).toMatchObject([
      { ...common, action: 'token_delete', entity: { label: 'seen' } },
      { ...common, action: 'token_update', entity: { label: 'seen' } },
      { ...common, action: 'token_create', entity: { label: 'watched' } },
    ]);
    expect(JSON.stringify(events)).not.toContain(body.token.slice(0, 16));
  });
});

describe('refused is', () => {
  test.each([
    [{ label: undefined }, 'Length must be 1-100 characters', 'label'],
    [{ label: '' }, 'Length must be 1-100 characters', 'label'],
    [{ label: 'x'.repeat(101) }, 'Length must be 1-100 characters', 'label'],
    [{ expiry: '2020-01-01T00:00:00' }, 'Must be in the future', 'expiry'],
    [{ expiry: '2199-01-01T00:00:00Z' }, 'expiry is not valid', 'expiry'],
    [{ expiry: '2199-01-01T00:00:00.000' }, 'expiry is not valid', 'expiry'],
    [{ expiry: '2199-02-30T00:00:00' }, 'expiry is not valid', 'expiry'],
    [{ expiry: '2199-01-01' }, 'expiry is not valid', 'expiry'],
    [{ scopes: '' }, 'scopes is not valid', 'scopes'],
    [{ scopes: 'linodes:admin' }, 'scopes is not valid', 'scopes'],
    [{ scopes: 'linodes:read_only,events:read_only' }, 'scopes is not valid', 'scopes'],
    [
      { scopes: 'account:read_write linodes:read_write' },
      'Scopes may not exceed those of the acting token',
      'scopes',
    ],
    [{ secret: 'mine' }, 'secret is not valid', 'secret'],
  ])('%j: %s', async (change, reason, field) => {
    const max = await signedClient(sandbox, 'max-member', 'account:read_write linodes:read_only');
    const { status, body } = await max.post(path, { label: 'new', ...change });
    expect([status, body.errors]).toEqual([400, [{ reason, field }]]);
  });

  test('a change of anything but the label', async () => {
    const ada = await signedClient(sandbox, 'ada-admin');
    const [{ id }] = (await ada.get(path)).body.data;
    expect((await ada.put(`${path}/${id}`, { label: 'x', expiry: null })).status).toBe(400);
    expect((await ada.put(`${path}/${id}`, { label: '' })).body.errors[0].field).toBe('label');
  });

  test("every act on another user's token: it is not there", async () => {
    const ada = await signedClient(sandbox, 'ada-admin');
    const { tokens } = await sandbox.credentials();
    const foreign = tokens.find(({ label }) => label === 'quinn-temporary');
    const one = `${path}/${foreign?.id}`;
    const replies = [
      await ada.get(one),
      await ada.put(one, { label: 'mine' }),
      await ada.delete(one),
    ];
    expect(replies.map(({ status }) => status)).toEqual([404, 404, 404]);
  });

  test('a token without the scope', async () => {
    const max = await signedClient(sandbox, 'max-member', 'account:read_only');
    expect((await max.get(path)).status).toBe(200);
    const refused = await max.post(path, { label: 'new' });
    expect([refused.status, refused.body.errors]).toEqual([401, missingScope]);
    expect(refused.headers.get('x-accepted-oauth-scopes')).toBe('account:read_write');
  });
});

test('hang-after-accepting creates the token and never answers', async () => {
  const ada = await signedClient(sandbox, 'ada-admin');
  await sandbox.fault({
    host: 'api',
    method: 'POST',
    path: '/v4/profile/tokens$',
    kind: 'hang-after-accepting',
    when: { label: 'lost' },
  });
  const unanswered = ada.post(path, { label: 'lost' }).catch(() => 'cut at the end');
  const exists = async () => (await sandbox.credentials()).tokens.some((t) => t.label === 'lost');
  while (!(await exists())) await sleep(20);
  expect(await Promise.race([unanswered, sleep(100, 'silence')])).toBe('silence');
  expect((await ada.get(path, { label: 'lost' })).body.results).toBe(1);
});

test('twenty-one tokens in a row are no more than Linode allows', async () => {
  const ada = await signedClient(sandbox, 'ada-admin');
  const statuses = [];
  for (let count = 0; count < 21; count += 1) {
    statuses.push((await ada.post(path, { label: `token ${count}` })).status);
  }
  expect(new Set(statuses)).toEqual(new Set([200]));
});

function toLabel({ label }: { label: string }): string {
  return label;
}

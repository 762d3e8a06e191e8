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

const order = { label: 'new-quay', region: 'eu-central', type: 'g6-nanode-1' };

async function labelsInTruth() {
  return (await sandbox.linodes()).map(({ label }) => label);
}

describe('faults', () => {
  test('strike as often as asked, then everything is well again', async () => {
    await sandbox.fault({ host: 'api', path: '/v4/regions', kind: '429', times: 2 });
    const client = apiClient(sandbox);
    const statuses = [
      (await client.get('/linode/types')).status,
      (await client.get('/regions')).status,
      (await client.get('/regions')).status,
      (await client.get('/regions')).status,
    ];
    expect(statuses).toEqual([200, 429, 429, 200]);
  });

  test('hang-after-accepting creates the Linode and never answers', async () => {
    const ada = await signedClient(sandbox, 'ada-admin');
    await sandbox.fault({
      host: 'api',
      method: 'POST',
      path: '/v4/linode/instances$',
      kind: 'hang-after-accepting',
      when: { label: 'new-quay' },
    });
    const answered = ada
      .post('/linode/instances', order)
      .then(() => 'answered')
      .catch(() => 'cut');
    while (!(await labelsInTruth()).includes('new-quay')) await Promise.resolve();
    expect((await ada.post('/linode/instances', { ...order, label: 'other' })).status).toBe(200);
    expect((await sandbox.log()).filter(({ status }) => status === null)).toHaveLength(1);
    expect(await Promise.race([answered, Promise.resolve('silence')])).toBe('silence');
    answered.catch(() => 'the end of the sandbox cuts it off');
  });

  test.each(['reset', 'truncated-json', 'cut-short'] as const)(
    '%s breaks the answer',
    async (kind) => {
      await sandbox.fault({ host: 'api', path: '/v4/regions', kind });
      await expect(apiClient(sandbox).get('/regions')).rejects.toThrow();
    },
  );

  test.each([
    ['500', 500],
    ['503-maintenance', 503],
    ['html', 502],
    ['401', 401],
    ['401-scope', 401],
  ] as const)('%s answers %d', async (kind, status) => {
    await sandbox.fault({ host: 'api', path: '/v4/', kind, times: 0 });
    const reply = await apiClient(sandbox).get('/regions');
    expect(reply.status).toBe(status);
    await sandbox.clearFaults();
    expect((await apiClient(sandbox).get('/regions')).status).toBe(200);
  });
});

test('a host whose door is closed refuses connections until it is opened again', async () => {
  await sandbox.closeDoor('api');
  await expect(apiClient(sandbox).get('/regions')).rejects.toThrow();
  await sandbox.openDoor('api');
  expect((await apiClient(sandbox).get('/regions')).status).toBe(200);
});

describe('the log', () => {
  test('keeps requests as received', async () => {
    const ada = await signedClient(sandbox, 'ada-admin');
    await ada.post('/linode/instances', order);
    const log = await sandbox.log();
    expect(log.at(-1)).toMatchObject({
      host: 'api',
      method: 'POST',
      path: '/v4/linode/instances',
      headers: { authorization: `Bearer ${ada.tokens.access_token}` },
      body: order,
      status: 200,
    });
    const token = log.find(({ path }) => path === '/oauth/token');
    expect(token?.body).toMatchObject({ client_secret: sandbox.clientSecret });
    await sandbox.clearLog();
    expect(await sandbox.log()).toEqual([]);
  });
});

describe('seed and reset', () => {
  test('as many Linodes as wanted, none too', async () => {
    const ada = await signedClient(sandbox, 'ada-admin');
    const rita = await signedClient(sandbox, 'rita-restricted');
    await sandbox.seed(3000);
    expect((await ada.get('/linode/instances')).body.results).toBe(3000);
    expect((await rita.get('/linode/instances')).body.results).toBe(3);
    await sandbox.seed(0);
    expect((await ada.get('/linode/instances')).body.results).toBe(0);
    await sandbox.reset();
    expect(await labelsInTruth()).toHaveLength(25);
    expect((await ada.get('/profile')).status).toBe(401);
  });

  test('a redirect URI can be added later', async () => {
    const url = new URL('/oauth/authorize', sandbox.loginUrl);
    const late = 'http://127.0.0.1:5999/oauth/callback';
    url.search = `client_id=${sandbox.clientId}&response_type=code&scope=*&redirect_uri=${late}`;
    const status = async () => (await fetch(url, { redirect: 'manual' })).status;
    expect(await status()).toBe(400);
    await sandbox.registerRedirectUri(late);
    expect(await status()).toBe(303);
  });
});

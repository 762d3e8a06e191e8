import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { startSandbox } from '../support/sandbox.ts';
import type { Sandbox } from '../support/sandbox.ts';
import { callback, signedClient } from './signed-client.ts';

let sandbox: Sandbox;

beforeAll(async () => {
  sandbox = await startSandbox({ redirectUris: [callback] });
});

beforeEach(() => sandbox.reset());

afterAll(() => sandbox.stop());

const order = {
  label: 'new-quay',
  region: 'eu-central',
  type: 'g6-nanode-1',
  image: 'linode/debian12',
  root_pass: 'Correct-horse-7-battery',
};

const path = '/linode/instances';

describe('creating a Linode', () => {
  test('it is provisioned, boots and runs, and its events say so', async () => {
    await sandbox.switches({ lifecycleMs: 400 });
    const ada = await signedClient(sandbox, 'ada-admin');
    const { status, body } = await ada.post(path, order);
    expect(status).toBe(200);
    expect(body).toMatchObject({ label: 'new-quay', status: 'provisioning', type: 'g6-nanode-1' });
    expect(body.ipv4).toHaveLength(1);
    expect(JSON.stringify(body)).not.toContain(order.root_pass);
    await sleep(500);
    expect((await ada.get(`${path}/${body.id}`)).body.status).toBe('booting');
    await sleep(400);
    expect((await ada.get(`${path}/${body.id}`)).body.status).toBe('running');
    const events = await ada.get('/account/events', { 'entity.id': body.id });
    expect(events.body.data).toMatchObject([
      { action: 'linode_boot', status: 'finished', percent_complete: 100, username: 'ada-admin' },
      { action: 'linode_create', status: 'finished', percent_complete: 100 },
    ]);
  });

  test.each([
    [{ region: undefined }, 'region is required', 'region'],
    [{ region: 'nowhere' }, 'region is not valid', 'region'],
    [{ type: 'g6-huge' }, 'type is not valid', 'type'],
    [{ image: 'private/40110055' }, 'image is not valid', 'image'],
    [{ label: 'harbour-web-1' }, 'Label must be unique among your linodes', 'label'],
    [{ label: 'ab' }, 'Length must be 3-64 characters', 'label'],
    [{ root_pass: 'tidewater' }, 'Password does not meet strength requirement', 'root_pass'],
    [{ firewall_id: 470001 }, 'firewall_id is not valid', 'firewall_id'],
    [{ lable: 'typo' }, 'lable is not valid', 'lable'],
  ])('%j is refused: %s', async (change, reason, field) => {
    const ada = await signedClient(sandbox, 'ada-admin');
    const { status, body } = await ada.post(path, { ...order, ...change });
    expect(status).toBe(400);
    expect(body.errors).toEqual([{ reason, field }]);
  });

  test('an image wants some way to log in', async () => {
    const ada = await signedClient(sandbox, 'ada-admin');
    const { root_pass: _password, ...rest } = order;
    const { body } = await ada.post(path, rest);
    expect(body.errors).toEqual([
      { reason: 'Must provide valid root_pass, authorized_keys, or authorized_users' },
    ]);
    expect((await ada.post(path, { ...rest, authorized_users: ['max-member'] })).status).toBe(200);
  });

  test('twenty are created in fifteen seconds, then none', async () => {
    const ada = await signedClient(sandbox, 'ada-admin');
    const blank = { region: 'eu-central', type: 'g6-nanode-1' };
    for (let count = 0; count < 20; count += 1) await ada.post(path, blank);
    const { status, headers, body } = await ada.post(path, blank);
    expect(status).toBe(429);
    expect(body.errors).toEqual([{ reason: 'Too many requests' }]);
    expect(Number(headers.get('retry-after'))).toBeGreaterThan(0);
    expect(headers.get('x-ratelimit-remaining')).toBe('0');
  });
});

describe('operating a Linode', () => {
  test('reboot, shut down, boot and delete, busy in between', async () => {
    const ada = await signedClient(sandbox, 'ada-admin');
    const [{ id }] = (await ada.get(path)).body.data;
    const status = async () => (await ada.get(`${path}/${id}`)).body.status;
    const steps = [
      ['reboot', 'rebooting', 'running'],
      ['shutdown', 'shutting_down', 'offline'],
      ['boot', 'booting', 'running'],
    ];
    for (const [action, during, after] of steps) {
      expect((await ada.post(`${path}/${id}/${action}`)).body).toEqual({});
      expect(await status()).toBe(during);
      expect((await ada.post(`${path}/${id}/reboot`)).body.errors).toEqual([
        { reason: 'Linode busy.' },
      ]);
      await sleep(350);
      expect(await status()).toBe(after);
    }
    expect((await ada.delete(`${path}/${id}`)).body).toEqual({});
    expect(await status()).toBe('deleting');
    await sleep(350);
    expect((await ada.get(`${path}/${id}`)).status).toBe(404);
    expect((await ada.get(path)).body.results).toBe(22);
  });
});

describe('a restricted user', () => {
  test('sees what was granted, changes what may be changed, creates nothing', async () => {
    const rita = await signedClient(sandbox, 'rita-restricted');
    const { data } = (await rita.get(path)).body;
    expect(data.map(({ label }: { label: string }) => label)).toEqual([
      'harbour-web-1',
      'tide-db-replica',
      'rita-sandbox',
    ]);
    expect((await rita.post(`${path}/${data[0].id}/reboot`)).status).toBe(403);
    expect((await rita.post(`${path}/${data[2].id}/reboot`)).status).toBe(200);
    expect((await rita.get(`${path}/${data[0].id + 3}`)).status).toBe(404);
    const refused = await rita.post(path, order);
    expect(refused.status).toBe(403);
    expect(refused.body.errors).toEqual([{ reason: 'Unauthorized' }]);
    expect((await rita.get('/account')).status).toBe(403);
    expect((await rita.get('/account/users')).status).toBe(403);
    expect((await rita.get('/tags')).status).toBe(403);
  });

  test('an unrestricted user has no grants (204), an outsider another account', async () => {
    const ada = await signedClient(sandbox, 'ada-admin');
    expect((await ada.get('/profile/grants')).status).toBe(204);
    const olga = await signedClient(sandbox, 'olga-outsider');
    const reply = await olga.get(path);
    expect(reply.body.results).toBe(2);
    const foreign = (await ada.get(path)).body.data[0].id;
    expect((await olga.get(`${path}/${foreign}`)).status).toBe(404);
    const own = await ada.get('/account');
    expect(own.headers.get('x-customer-uuid')).toBe(own.body.euuid);
    expect(reply.headers.get('x-customer-uuid')).not.toBe(own.body.euuid);
  });
});

import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { startSandbox } from '../support/sandbox.ts';
import type { Sandbox } from '../support/sandbox.ts';
import { contractBreaches } from './contract.ts';
import { apiClient, callback, signedClient } from './signed-client.ts';

let sandbox: Sandbox;
let ada: Awaited<ReturnType<typeof signedClient>>;

beforeAll(async () => {
  sandbox = await startSandbox({ redirectUris: [callback] });
  ada = await signedClient(sandbox, 'ada-admin');
});

afterAll(() => sandbox.stop());

const reads = [
  ['/profile'],
  ['/profile/sshkeys'],
  ['/account'],
  ['/account/settings'],
  ['/account/users'],
  ['/account/users/{username}', 'quinn-contractor'],
  ['/account/users/{username}/grants', 'quinn-contractor'],
  ['/account/oauth-clients'],
  ['/account/oauth-clients/{clientId}', '8c1d0f4be2a7735d9e60'],
  ['/account/logins'],
  ['/account/events'],
  ['/account/events?page_size=500'],
  ['/profile/tokens'],
  ['/profile/apps'],
  ['/profile/logins'],
  ['/profile/devices'],
  ['/linode/instances'],
  ['/linode/types'],
  ['/linode/types/{typeId}', 'g6-nanode-1'],
  ['/linode/kernels'],
  ['/linode/kernels/{kernelId}', 'linode/grub2'],
  ['/regions'],
  ['/regions/availability'],
  ['/regions/{regionId}', 'eu-central'],
  ['/regions/{regionId}/availability', 'us-ord'],
  ['/images'],
  ['/images/{imageId}', 'linode/debian12'],
  ['/images/{imageId}', 'private%2F31204922'],
  ['/networking/firewalls'],
  ['/tags'],
];

describe('answers keep to the documented schema', () => {
  test.each(reads)('GET %s %s', async (path = '', id = '') => {
    const reply = await ada.get(path.replace(/\{\w+\}/, id));
    expect(reply.status).toBe(200);
    expect(contractBreaches(`GET ${path.replace(/\?.*/, '')}`, reply.body)).toEqual([]);
  });

  test('grants of a restricted user', async () => {
    const rita = await signedClient(sandbox, 'rita-restricted');
    const reply = await rita.get('/profile/grants');
    expect(contractBreaches('GET /profile/grants', reply.body)).toEqual([]);
    expect(reply.body.linode).toHaveLength(3);
  });

  test('a personal access token through its life', async () => {
    const document = '/profile/tokens/{tokenId}';
    const created = await ada.post('/profile/tokens', { label: 'short', expiry: null });
    expect(contractBreaches('POST /profile/tokens', created.body)).toEqual([]);
    const path = `/profile/tokens/${created.body.id}`;
    const answers = {
      [`GET ${document}`]: await ada.get(path),
      [`PUT ${document}`]: await ada.put(path, { label: 'renamed' }),
      [`DELETE ${document}`]: await ada.delete(path),
    };
    for (const [operation, reply] of Object.entries(answers)) {
      expect([operation, contractBreaches(operation, reply.body)]).toEqual([operation, []]);
    }
  });

  test.each(['apps', 'devices'])('one of the %s, read and deleted', async (kind) => {
    const one = kind === 'apps' ? 'appId' : 'deviceId';
    const [{ id }] = (await ada.get(`/profile/${kind}`)).body.data;
    if (kind === 'apps') {
      const { body } = await ada.get(`/profile/apps/${id}`);
      expect(contractBreaches('GET /profile/apps/{appId}', body)).toEqual([]);
    }
    const { body } = await ada.delete(`/profile/${kind}/${id}`);
    expect(contractBreaches(`DELETE /profile/${kind}/{${one}}`, body)).toEqual([]);
  });

  test('every token, app and login of a generated organisation', async () => {
    for (const { username } of (await sandbox.seedOrganisation({ users: 6, tokens: 80 })).slice(
      0,
      3,
    )) {
      const crew = await signedClient(sandbox, username);
      for (const path of ['/profile/tokens', '/profile/apps', '/profile/logins']) {
        expect(contractBreaches(`GET ${path}`, (await crew.get(path)).body)).toEqual([]);
      }
    }
  });

  test('a Linode through its life', async () => {
    const order = { region: 'eu-central', type: 'g6-nanode-1', private_ip: true };
    const created = await ada.post('/linode/instances', order);
    expect(contractBreaches('POST /linode/instances', created.body)).toEqual([]);
    const path = `/linode/instances/${created.body.id}`;
    const document = '/linode/instances/{linodeId}';
    const answers = {
      [`GET ${document}`]: await ada.get(path),
      [`GET ${document}/ips`]: await ada.get(`${path}/ips`),
      [`PUT ${document}`]: await ada.put(path, { label: 'renamed', tags: ['fresh'] }),
    };
    for (const [operation, reply] of Object.entries(answers)) {
      expect([operation, contractBreaches(operation, reply.body)]).toEqual([operation, []]);
    }
  });

  test('an event, and the catalogue to those who are not signed in', async () => {
    const { body } = await ada.get('/account/events');
    const event = await ada.get(`/account/events/${body.data[0].id}`);
    expect(contractBreaches('GET /account/events/{eventId}', event.body)).toEqual([]);
    const anonymous = apiClient(sandbox);
    expect((await anonymous.get('/regions')).status).toBe(200);
    expect((await anonymous.get('/linode/instances')).status).toBe(401);
  });
});

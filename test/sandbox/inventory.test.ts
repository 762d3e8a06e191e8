import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { startSandbox } from '../support/sandbox.ts';
import type { Sandbox } from '../support/sandbox.ts';
import { contractBreaches, filterableFields, isBeta } from './contract.ts';
import { apiClient, callback, signedClient } from './signed-client.ts';

type Client = Awaited<ReturnType<typeof signedClient>>;

let sandbox: Sandbox;
let ada: Client;
let rita: Client;

beforeAll(async () => {
  sandbox = await startSandbox({ redirectUris: [callback] });
  await sandbox.switches({ rateLimits: 'off' });
  ada = await signedClient(sandbox, 'ada-admin');
  rita = await signedClient(sandbox, 'rita-restricted');
});

afterAll(() => sandbox.stop());

/** The document's path of each list, its path of one row or none, and the row's key. */
const lists: readonly (readonly [string, string?, string?])[] = [
  ['/volumes', '{volumeId}'],
  ['/domains', '{domainId}'],
  ['/domains/{domainId}/records', '{recordId}'],
  ['/nodebalancers', '{nodeBalancerId}'],
  ['/networking/firewalls', '{firewallId}'],
  ['/networking/firewalls/{firewallId}/devices', '{deviceId}'],
  ['/networking/ips', '{address}', 'address'],
  ['/networking/firewalls/templates'],
  ['/networking/ipv6/pools'],
  ['/networking/ipv6/ranges', '{range}', 'range'],
  ['/networking/vlans'],
  ['/nodebalancers/{nodeBalancerId}/firewalls'],
  ['/vpcs', '{vpcId}'],
  ['/vpcs/ips'],
  ['/vpcs/{vpcId}/ips'],
  ['/vpcs/{vpcId}/subnets', '{vpcSubnetId}'],
  ['/placement/groups', '{groupId}'],
  ['/linode/stackscripts', '{stackscriptId}'],
  ['/object-storage/buckets'],
  ['/object-storage/clusters', '{clusterId}'],
  ['/object-storage/endpoints'],
  ['/object-storage/keys'],
  ['/object-storage/quotas'],
  ['/databases/instances'],
  ['/databases/mysql/instances', '{instanceId}'],
  ['/databases/postgresql/instances', '{instanceId}'],
  ['/databases/engines', '{engineId}'],
  ['/databases/types', '{typeId}'],
  ['/lke/clusters', '{clusterId}'],
  ['/lke/clusters/{clusterId}/pools', '{poolId}'],
  ['/lke/clusters/{clusterId}/api-endpoints'],
  ['/lke/versions', '{version}'],
  ['/support/tickets', '{ticketId}'],
  ['/support/tickets/{ticketId}/replies'],
  ['/longview/clients', '{clientId}'],
  ['/longview/subscriptions'],
  ['/managed/contacts'],
  ['/managed/credentials'],
  ['/managed/issues'],
  ['/managed/linode-settings'],
  ['/managed/services'],
  ['/monitor/alert-channels'],
  ['/monitor/alert-definitions'],
  ['/monitor/dashboards'],
  ['/monitor/services'],
  ['/profile/sshkeys'],
  ['/account/child-accounts'],
  ['/account/payment-methods'],
  ['/account/service-transfers'],
  ['/account/invoices', '{invoiceId}'],
  ['/account/invoices/{invoiceId}/items'],
  ['/account/payments', '{paymentId}'],
  ['/account/notifications'],
  ['/account/maintenance'],
  ['/account/availability', '{id}', 'region'],
  ['/account/betas', '{betaId}'],
  ['/betas', '{betaId}'],
  ['/linode/kernels'],
  ['/linode/instances/{linodeId}/disks', '{diskId}'],
  ['/linode/instances/{linodeId}/configs', '{configId}'],
  ['/linode/instances/{linodeId}/volumes'],
  ['/linode/instances/{linodeId}/firewalls'],
  ['/linode/instances/{linodeId}/nodebalancers'],
  ['/tags/{tagLabel}'],
  ['/volumes/types'],
  ['/nodebalancers/types'],
  ['/lke/types'],
  ['/longview/types'],
  ['/network-transfer/prices'],
  ['/object-storage/types'],
];

/** A path of the document with its parent's parameter filled from the first row there is. */
async function resolve(document: string, client: Pick<Client, 'get'>): Promise<string> {
  const [, parent = '', name] = /^(.*)\/\{(\w+)\}/.exec(document) ?? [];
  if (name === undefined) return isBeta(document) ? `/../v4beta${document}` : document;
  const { body } = await client.get(parent);
  const key = name === 'tagLabel' ? 'label' : 'id';
  return document.replace(`{${name}}`, String(body.data[0][key]));
}

describe('every list', () => {
  test.each(lists)('%s keeps to the document, as does one of its rows', async (...list) => {
    const [document, one, key = 'id'] = list;
    const path = await resolve(document, ada);
    const reply = await ada.get(path);
    expect([reply.status, reply.body.errors]).toEqual([200, undefined]);
    expect(reply.body.data).not.toHaveLength(0);
    expect(contractBreaches(`GET ${document}`, reply.body)).toEqual([]);
    if (one === undefined) return;
    const row = await ada.get(`${path}/${encodeURIComponent(reply.body.data[0][key])}`);
    expect(row.status).toBe(200);
    expect(contractBreaches(`GET ${document}/${one}`, row.body)).toEqual([]);
    expect((await ada.get(`${path}/0`)).status).toBe(404);
  });

  test.each(lists)(
    '%s can be filtered on what the document marks, on no more',
    async (document) => {
      const path = await resolve(document, ada);
      const fields = filterableFields(document);
      const everything = { '+or': fields.map((field) => ({ [field]: { '+neq': 'nothing' } })) };
      const filter = fields.length > 0 ? { ...everything, '+order_by': fields[0] } : {};
      expect((await ada.get(path, filter)).status).toBe(200);
      const { data } = (await ada.get(path)).body;
      for (const field of Object.keys(data[0]).filter((name) => !fields.includes(name))) {
        const refused = await ada.get(path, { [field]: 1 });
        expect(refused.body.errors).toEqual([
          { reason: `Cannot filter on ${field}`, field: 'X-Filter' },
        ]);
      }
    },
  );
});

function toLabel(row: { label?: string; domain?: string }): string | undefined {
  return row.label ?? row.domain;
}

describe('things are linked to each other', () => {
  test('a Volume, a Cloud Firewall and a NodeBalancer to their Linodes', async () => {
    const [web] = (await ada.get('/linode/instances', { label: 'harbour-web-1' })).body.data;
    const of = async (part: string) =>
      (await ada.get(`/linode/instances/${web.id}/${part}`)).body.data.map(toLabel);
    expect(await of('volumes')).toEqual(['harbour-web-uploads']);
    expect(await of('firewalls')).toEqual(['harbour-web']);
    expect(await of('nodebalancers')).toEqual(['harbour-edge']);
    expect(web.placement_group.label).toBe('harbour-web-apart');
    const [volume] = (await ada.get('/volumes', { label: 'harbour-web-uploads' })).body.data;
    expect(volume).toMatchObject({ linode_id: web.id, linode_label: 'harbour-web-1' });
    const ips = (await ada.get('/networking/ips', { address: web.ipv4[0] })).body.data;
    expect(ips).toMatchObject([{ linode_id: web.id, type: 'ipv4', public: true }]);
    const tagged = (await ada.get('/tags/web')).body.data;
    expect(new Set(tagged.map(({ type }: { type: string }) => type))).toEqual(
      new Set(['linode', 'volume', 'domain', 'nodebalancer']),
    );
  });

  test('by more than the label, and only as long as the Linode is there', async () => {
    const [edge] = (await ada.get('/linode/instances', { label: 'manifest-api' })).body.data;
    const volume = async () =>
      (await ada.get('/volumes', { label: 'manifest-archive' })).body.data[0];
    await ada.put(`/linode/instances/${edge.id}`, { label: 'renamed-api' });
    expect(await volume()).toMatchObject({ linode_id: edge.id, linode_label: 'renamed-api' });
    await ada.delete(`/linode/instances/${edge.id}`);
    while ((await volume()).linode_id !== null) await sleep(100);
    expect((await ada.get('/nodebalancers')).body.results).toBe(3);
  });

  test('a new Linode to the Cloud Firewall that was asked for', async () => {
    const [{ id }] = (await ada.get('/networking/firewalls', { label: 'office-only' })).body.data;
    const order = { region: 'eu-central', type: 'g6-nanode-1', firewall_id: id };
    const linode = (await ada.post('/linode/instances', order)).body;
    const devices = (await ada.get(`/networking/firewalls/${id}/devices`)).body.data;
    expect(devices.at(-1).entity).toMatchObject({ type: 'linode', id: linode.id });
  });

  test('generated Volumes and Domains to generated Linodes, and fast', async () => {
    const other = await startSandbox({ redirectUris: [callback] });
    const client = await signedClient(other, 'ada-admin');
    const seed = { linodes: 5000, volumes: 900, domains: 800 };
    const started = performance.now();
    await fetch(`${other.controlUrl}/seed`, { method: 'POST', body: JSON.stringify(seed) });
    expect(performance.now() - started).toBeLessThan(3000);
    expect((await client.get('/linode/instances?page_size=500')).body.results).toBe(5000);
    const volumes = (await client.get('/volumes?page_size=500')).body;
    expect(volumes.results).toBe(900);
    expect(volumes.data[0].linode_label).toBe('generated-0001');
    const domains = (await client.get('/domains')).body;
    expect(domains.results).toBe(800);
    expect((await client.get(`/domains/${domains.data[0].id}/records`)).body.results).toBe(12);
    await other.stop();
  });

  test('more Linodes beside those of the data file, whose links hold', async () => {
    const other = await startSandbox({ redirectUris: [callback] });
    const client = await signedClient(other, 'ada-admin');
    const body = JSON.stringify({ moreLinodes: 97 });
    await fetch(`${other.controlUrl}/seed`, { method: 'POST', body });
    expect((await client.get('/linode/instances')).body.results).toBe(120);
    const [volume] = (await client.get('/volumes', { label: 'tide-db-data' })).body.data;
    expect(volume.linode_label).toBe('tide-db-primary');
    await other.stop();
  });

  test('an event to the Domain and the Volume that it is about', async () => {
    for (const action of ['dns_record_create', 'volume_create']) {
      const [{ entity }] = (await ada.get('/account/events', { action })).body.data;
      const folder = entity.type === 'domain' ? '/domains' : '/volumes';
      expect(toLabel((await ada.get(`${folder}/${entity.id}`)).body)).toBe(entity.label);
    }
  });
});

describe('restricted users', () => {
  test.each([
    ['/volumes', ['rita-scratch']],
    ['/domains', ['tide-tables.example']],
    ['/networking/firewalls', ['office-only']],
    ['/nodebalancers', []],
    ['/vpcs', []],
    ['/databases/instances', []],
    ['/lke/clusters', []],
    ['/placement/groups', []],
    ['/longview/clients', []],
  ])('see of %s what they were granted', async (path, labels) => {
    expect((await rita.get(path)).body.data.map(toLabel)).toEqual(labels);
    const [hidden] = (await ada.get(path)).body.data;
    expect((await rita.get(`${path}/${hidden.id}`)).status).toBe(404);
  });

  test.each([
    '/support/tickets',
    '/account/invoices',
    '/account/payments',
    '/account/notifications',
    '/account/maintenance',
    '/account/transfer',
    '/account/availability',
    '/account/betas',
    '/betas',
    '/tags/web',
    '/object-storage/buckets',
  ])('are turned away from %s', async (path) => {
    const { status, body } = await rita.get(path);
    expect([status, body.errors]).toEqual([403, [{ reason: 'Unauthorized' }]]);
  });

  test('see the addresses of their Linodes, public StackScripts, and their grants', async () => {
    const linodes = (await rita.get('/linode/instances')).body.data;
    const own = new Set(linodes.map(({ id }: { id: number }) => id));
    const addresses = (await rita.get('/networking/ips')).body.data;
    expect(addresses.every((row: { linode_id: number }) => own.has(row.linode_id))).toBe(true);
    expect((await rita.get('/linode/stackscripts', { mine: true })).body.results).toBe(1);
    expect((await rita.get('/linode/stackscripts')).body.results).toBe(61);
    const grants = await rita.get('/profile/grants');
    expect(contractBreaches('GET /profile/grants', grants.body)).toEqual([]);
    expect(grants.body.volume).toMatchObject([
      { label: 'rita-scratch', permissions: 'read_write' },
    ]);
  });

  test('with a grant on the account may read it', async () => {
    const sam = await signedClient(sandbox, 'sam-support');
    expect((await sam.get('/support/tickets')).status).toBe(200);
    expect((await sam.get('/account/invoices')).status).toBe(200);
    expect((await sam.get('/tags/web')).status).toBe(403);
  });
});

describe('everybody else', () => {
  test('an outsider sees the own account alone', async () => {
    const olga = await signedClient(sandbox, 'olga-outsider');
    for (const path of ['/volumes', '/domains', '/networking/firewalls', '/support/tickets']) {
      expect((await olga.get(path)).body.results).toBe(1);
      const [{ id }] = (await ada.get(path)).body.data;
      expect((await olga.get(`${path}/${id}`)).status).toBe(404);
    }
  });

  test.each([
    ['/volumes', 'volumes:read_only'],
    ['/domains', 'domains:read_only'],
    ['/nodebalancers', 'nodebalancers:read_only'],
    ['/networking/firewalls', 'firewall:read_only'],
    ['/networking/ips', 'ips:read_only'],
    ['/vpcs', 'vpc:read_only'],
    ['/placement/groups', 'linodes:read_only'],
    ['/linode/stackscripts', 'stackscripts:read_only'],
    ['/object-storage/buckets', 'object_storage:read_only'],
    ['/databases/instances', 'databases:read_only'],
    ['/lke/clusters', 'lke:read_only'],
    ['/longview/clients', 'longview:read_only'],
    ['/support/tickets', 'account:read_only'],
  ])('%s asks for %s', async (path, scope) => {
    const narrow = await signedClient(sandbox, 'ada-admin', scope);
    expect((await narrow.get(path)).status).toBe(200);
    const events = await signedClient(sandbox, 'ada-admin', 'events:read_only');
    const refused = await events.get(path);
    expect(refused.status).toBe(401);
    expect(refused.headers.get('x-accepted-oauth-scopes')).toBe(scope);
  });

  test('who is not signed in sees what is for sale', async () => {
    const anonymous = apiClient(sandbox);
    for (const path of [
      '/volumes/types',
      '/lke/types',
      '/databases/engines',
      '/linode/kernels',
      '/object-storage/clusters',
    ]) {
      expect((await anonymous.get(path)).status).toBe(200);
    }
    expect((await anonymous.get('/volumes')).status).toBe(401);
    expect((await anonymous.get('/linode/kernels')).body.results).toBe(330);
  });
});

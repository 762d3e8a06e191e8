import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { startSandbox, type Sandbox } from '../support/sandbox.ts';

let sandbox: Sandbox;

beforeAll(async () => {
  sandbox = await startSandbox();
});
afterAll(async () => {
  await sandbox.stop();
});
beforeEach(async () => {
  await sandbox.reset();
});

async function ask(path: string, key = sandbox.scalewayKeys[0]?.secretKey) {
  const headers: Record<string, string> = key === undefined ? {} : { 'X-Auth-Token': key };
  const response = await fetch(`${sandbox.scalewayUrl}/instance/v1/zones/${path}`, { headers });
  const body = (await response.json()) as Record<string, unknown> & { servers: { name: string }[] };
  return { status: response.status, headers: response.headers, body };
}

test('counts in a header alone, and links relative to the zone', async () => {
  const { status, headers, body } = await ask('fr-par-1/servers?page=2&per_page=10');
  expect(status).toBe(200);
  expect(headers.get('x-total-count')).toBe('27');
  expect(Object.keys(body)).toEqual(['servers']);
  expect(body.servers).toHaveLength(10);
  expect(headers.get('link')).toBe(
    [
      '</servers?page=1&per_page=10&order=creation_date_desc>; rel="first"',
      '</servers?page=1&per_page=10&order=creation_date_desc>; rel="previous"',
      '</servers?page=3&per_page=10&order=creation_date_desc>; rel="next"',
      '</servers?page=3&per_page=10&order=creation_date_desc>; rel="last"',
    ].join(','),
  );
});

test('filters by name, state and tags, and orders by creation', async () => {
  const query = 'name=harbour&state=running&tags=production,db&order=creation_date_asc';
  const { body } = await ask(`fr-par-1/servers?${query}`);
  expect(body.servers.map(({ name }) => name)).toEqual([
    'harbour-db-1',
    'harbour-db-7',
    'harbour-db-13',
    'harbour-db-19',
  ]);
});

test.each([
  ['fr-par-1/servers?per_page=101', 400, { type: 'invalid_arguments' }],
  ['fr-par-1/servers?state=asleep', 400, { type: 'invalid_arguments' }],
  ['fr-par-1/servers/none', 404, { type: 'not_found', resource: 'instance_server' }],
  ['xx-nowhere-1/servers', 404, { type: 'not_found' }],
])('refuses %s', async (path, status, body) => {
  const answer = await ask(path);
  expect(answer.status).toBe(status);
  expect(answer.body).toMatchObject(body);
});

test('knows its keys, and what each may see', async () => {
  const [, breakwater, noRights] = sandbox.scalewayKeys;
  const denied = { type: 'denied_authentication', method: 'api_key', reason: 'not_found' };
  const unknown = await ask('fr-par-1/servers', '00000000-1111-4222-8333-444444444444');
  expect(unknown).toMatchObject({ status: 401, body: denied });
  expect(await ask('nl-ams-1/servers', noRights?.secretKey)).toMatchObject({
    status: 403,
    body: { type: 'permissions_denied' },
  });
  const { body } = await ask('nl-ams-1/servers', breakwater?.secretKey);
  expect(body.servers.every(({ name }) => name.startsWith('breakwater-'))).toBe(true);
});

test('words its faults as Scaleway would', async () => {
  await sandbox.fault({ host: 'scaleway', path: '/', kind: '429' });
  const { status, body } = await ask('fr-par-1/servers');
  expect(status).toBe(429);
  expect(body).toMatchObject({ type: 'too_many_requests', limit: { window_seconds: 60 } });
});

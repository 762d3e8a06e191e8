import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { startSandbox } from '../support/sandbox.ts';
import type { Sandbox } from '../support/sandbox.ts';
import { callback, signedClient } from './signed-client.ts';

let sandbox: Sandbox;
let ada: Awaited<ReturnType<typeof signedClient>>;

beforeAll(async () => {
  sandbox = await startSandbox({ redirectUris: [callback] });
  ada = await signedClient(sandbox, 'ada-admin');
});

afterAll(() => sandbox.stop());

async function labels(filter: unknown) {
  const { body } = await ada.get('/linode/instances', filter);
  return body.data.map(({ label }: { label: string }) => label);
}

describe('X-Filter', () => {
  test.each([
    [{ label: 'tokyo-edge' }, ['tokyo-edge']],
    [{ label: { '+contains': 'harbour' }, region: 'de-fra-2' }, ['harbour-web-3']],
    [
      { '+or': [{ label: 'tokyo-edge' }, { label: 'jakarta-edge' }] },
      ['tokyo-edge', 'jakarta-edge'],
    ],
    [{ label: { '+or': ['tokyo-edge', 'santos-edge'] } }, ['tokyo-edge', 'santos-edge']],
    [
      {
        '+and': [{ tags: 'edge' }, { region: { '+neq': 'jp-tyo-3' } }, { region: { '+gt': 'b' } }],
      },
      ['jakarta-edge', 'santos-edge'],
    ],
    [
      { tags: 'web', '+order_by': 'label', '+order': 'desc' },
      ['harbour-web-3', 'harbour-web-2', 'harbour-web-1'],
    ],
    [{ ipv4: '203.0.113.200' }, []],
  ])('%j selects %j', async (filter, expected) => {
    expect(await labels(filter)).toEqual(expected);
  });

  test('compares numbers', async () => {
    const filter = { class: 'standard', memory: { '+gte': 8192, '+lt': 32_768 } };
    const { body } = await ada.get('/linode/types', filter);
    expect(body.data.map(({ id }: { id: string }) => id)).toEqual([
      'g6-standard-4',
      'g6-standard-6',
    ]);
  });

  test.each([
    [{ status: 'running' }, 'Cannot filter on status'],
    [{ foo: 1 }, 'Cannot filter on foo'],
    [{ label: { '+like': 'x' } }, 'Cannot filter on +like'],
    ['{broken', 'Could not apply filter'],
  ])('%j is refused: %s', async (filter, reason) => {
    const { status, body } = await ada.get('/linode/instances', filter);
    expect(status).toBe(400);
    expect(body.errors).toEqual([{ reason, field: 'X-Filter' }]);
  });
});

describe('pages', () => {
  test('are cut and counted', async () => {
    const first = (await ada.get('/linode/types?page_size=25')).body;
    const second = (await ada.get('/linode/types?page_size=25&page=2')).body;
    expect(first).toMatchObject({ page: 1, pages: 2, results: 42 });
    expect([first.data.length, second.data.length]).toEqual([25, 17]);
  });

  test.each([
    ['page=0', 'page'],
    ['page_size=24', 'page_size'],
    ['page_size=501', 'page_size'],
    ['page=x', 'page'],
  ])('%s is refused', async (query, field) => {
    const { status, body } = await ada.get(`/linode/types?${query}`);
    expect(status).toBe(400);
    expect(body.errors[0].field).toBe(field);
  });

  test('beyond the last there is nothing', async () => {
    expect((await ada.get('/linode/types?page=9')).status).toBe(404);
  });
});

describe('headers and scopes', () => {
  test('say what a token may do and what an endpoint wants', async () => {
    const client = await signedClient(sandbox, 'max-member', 'linodes:read_only');
    const { headers } = await client.get('/linode/instances');
    expect(headers.get('x-oauth-scopes')).toBe('linodes:read_only');
    expect(headers.get('x-accepted-oauth-scopes')).toBe('linodes:read_only');
    expect(headers.get('cache-control')).toBe('max-age=0, no-cache, no-store');
    expect(headers.get('vary')).toBe('Authorization, X-Filter');
    const refused = await client.post('/linode/instances', {});
    expect(refused.status).toBe(401);
    expect(refused.body.errors).toEqual([
      { reason: 'Your OAuth token is not authorized to use this endpoint.' },
    ]);
    expect(refused.headers.get('x-accepted-oauth-scopes')).toBe('linodes:read_write');
    expect((await client.get('/images')).body.data.every(isPublic)).toBe(true);
    expect((await ada.get('/images')).body.data.every(isPublic)).toBe(false);
    expect((await ada.get('/nothing/here')).body.errors).toEqual([{ reason: 'Not found' }]);
  });
});

function isPublic(image: { is_public: boolean }): boolean {
  return image.is_public;
}

import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { approve, startSandbox } from '../support/sandbox.ts';
import type { Sandbox } from '../support/sandbox.ts';
import {
  apiClient,
  authorizeUrl,
  callback,
  obtainTokens,
  postForm,
  signedClient,
} from './signed-client.ts';

let sandbox: Sandbox;

beforeAll(async () => {
  sandbox = await startSandbox({ redirectUris: [callback] });
});

beforeEach(() => sandbox.reset());

afterAll(() => sandbox.stop());

const day = 86_400_000;

function ageDays(timestamp: string): number {
  return (Date.now() - Date.parse(`${timestamp}Z`)) / day;
}

describe('the people of Harbour Co', () => {
  test('are twelve, and all can sign in', async () => {
    const ada = await signedClient(sandbox, 'ada-admin');
    const { data } = (await ada.get('/account/users')).body;
    expect(data).toHaveLength(12);
    expect(sandbox.users).toHaveLength(4);
    for (const { username } of sandbox.colleagues) {
      const client = await signedClient(sandbox, username);
      expect((await client.get('/profile')).body.username).toBe(username);
    }
  });

  test('are told with two-factor, password and last login', async () => {
    const ada = await signedClient(sandbox, 'ada-admin');
    const get = async (name: string) => (await ada.get(`/account/users/${name}`)).body;
    expect(await get('quinn-contractor')).toMatchObject({ tfa_enabled: false, restricted: true });
    expect(await get('bo-backup')).toMatchObject({ last_login: null, password_created: null });
    const { last_login: last } = await get('ivo-infra');
    expect(ageDays(last.login_datetime)).toBeCloseTo(141, 1);
    expect(ageDays((await get('ada-admin')).last_login.login_datetime)).toBeLessThan(0.01);
    expect((await ada.get('/account/users/olga-outsider')).status).toBe(404);
    expect((await ada.get('/account/users/nils-network/grants')).status).toBe(204);
    const grants = await ada.get('/account/users/dora-database/grants');
    expect(grants.body.linode.map(toLabel)).toEqual(['tide-db-primary', 'tide-db-replica']);
  });

  test('are closed to restricted users, as are all logins', async () => {
    const quinn = await signedClient(sandbox, 'quinn-contractor');
    for (const path of ['/account/users', '/account/logins', '/account/oauth-clients']) {
      expect((await quinn.get(path)).status).toBe(403);
    }
    expect((await quinn.get('/profile/logins')).status).toBe(200);
    const sam = await signedClient(sandbox, 'sam-support');
    expect((await sam.get('/account/oauth-clients')).status).toBe(200);
  });
});

describe('seeded tokens', () => {
  test('come in every dialect of scopes and ends', async () => {
    const { tokens } = await sandbox.credentials();
    const scopes = tokens.map((token) => token.scopes);
    for (const dialect of [
      '*',
      'linodes:read_only images:read_only',
      'linodes:read_write,images:read_only,events:read_only',
      'linodes:view linodes:create',
      'tokens:create',
      'clients:*',
      'users:modify',
      'linodes:read_write teleport:read_write',
      'account:read_write',
      'linodes:*',
    ]) {
      expect(scopes).toContain(dialect);
    }
    const expiries = tokens.map(({ expiry }) => expiry);
    expect(expiries).toContain(null);
    expect(expiries).toContain('2999-12-12T05:00:00');
    expect(expiries.some((expiry) => expiry?.startsWith('2226-'))).toBe(true);
    for (const days of [2, 9, 150]) {
      expect(expiries.some((expiry) => Math.abs(ageDays(expiry ?? '') + days) < 0.1)).toBe(true);
    }
    const ages = tokens.map(({ created }) => ageDays(created));
    expect(Math.min(...ages)).toBeLessThan(2);
    expect(Math.max(...ages)).toBeGreaterThan(725);
    const ids = tokens.map(({ id }) => id);
    expect(ids).toEqual(ids.toSorted((a, b) => a - b));
  });

  test('are good for what they say, and not once they have expired', async () => {
    const { tokens } = await sandbox.credentials();
    const client = (label: string) =>
      apiClient(sandbox, tokens.find((token) => token.label === label)?.secret);
    const statuses = async (label: string, paths: readonly string[]) =>
      await Promise.all(paths.map(async (path) => (await client(label).get(path)).status));
    const paths = ['/linode/instances', '/profile/tokens', '/account/events'];
    expect(await statuses('ada-cli', paths)).toEqual([200, 200, 200]);
    expect(await statuses('terraform-harbour', paths)).toEqual([200, 401, 200]);
    expect(await statuses('edge-provisioner', paths)).toEqual([200, 401, 401]);
    expect(await statuses('token-minter', paths)).toEqual([401, 200, 401]);
    expect(await statuses('client-manager', paths)).toEqual([401, 200, 401]);
    expect(await statuses('ci-deploy', paths)).toEqual([200, 401, 401]);
    expect(await statuses('finished-migration', ['/profile'])).toEqual([401]);
    const petra = await signedClient(sandbox, 'petra-platform');
    const listed = (await petra.get('/profile/tokens')).body.data.map(toLabel);
    expect(listed).toHaveLength(4);
    expect(listed).not.toContain('finished-migration');
  });

  test('can be filtered and ordered as Cloud Manager does', async () => {
    const petra = await signedClient(sandbox, 'petra-platform');
    const labels = async (filter: unknown) =>
      (await petra.get('/profile/tokens', filter)).body.data.map(toLabel);
    expect(await labels({ label: { '+contains': 'admin' } })).toEqual(['platform-admin']);
    expect((await labels({ '+order_by': 'created', '+order': 'desc' }))[0]).toBe('images-nightly');
    expect((await labels({ '+order_by': 'expiry' }))[0]).toBe('images-nightly');
    expect((await petra.get('/profile/tokens', { scopes: '*' })).status).toBe(400);
  });
});

describe('authorised apps', () => {
  test('a sign-in is one, and deleting it kills its tokens', async () => {
    const max = await signedClient(sandbox, 'max-member', 'account:read_write');
    const other = await signedClient(sandbox, 'max-member', '*');
    const { data } = (await max.get('/profile/apps')).body;
    expect(data).toMatchObject([
      { label: 'Tide Monitor', expiry: null, thumbnail_url: null },
      { label: 'Quayside', scopes: 'account:read_write', website: 'http://127.0.0.1:9' },
      { label: 'Quayside', scopes: '*' },
    ]);
    expect((await other.delete(`/profile/apps/${data[1].id}`)).body).toEqual({});
    expect((await max.get('/profile')).status).toBe(401);
    const again = { grant_type: 'refresh_token', refresh_token: max.tokens.refresh_token };
    expect((await postForm(sandbox, '/oauth/token', again)).status).toBe(400);
    expect((await other.get('/profile/apps')).body.results).toBe(2);
    expect((await other.get(`/profile/apps/${data[1].id}`)).status).toBe(404);
  });

  test('a third-party one goes, and those of others are not there', async () => {
    const kim = await signedClient(sandbox, 'kim-kubernetes');
    const { apps } = await sandbox.credentials();
    const own = apps.find(({ username }) => username === 'kim-kubernetes');
    const foreign = apps.find(({ username }) => username === 'ivo-infra');
    expect((await kim.delete(`/profile/apps/${own?.id}`)).status).toBe(200);
    expect((await kim.delete(`/profile/apps/${foreign?.id}`)).status).toBe(404);
    expect((await kim.get('/profile/apps')).body.data.map(toLabel)).toEqual(['Quayside']);
    expect((await sandbox.credentials()).apps).toHaveLength(apps.length - 1);
  });

  test('an expired one is not listed', async () => {
    const tess = await signedClient(sandbox, 'tess-tester');
    expect((await tess.get('/profile/apps')).body.data.map(toLabel)).toEqual(['Quayside']);
  });

  test("the account's OAuth clients hide their secrets", async () => {
    const ada = await signedClient(sandbox, 'ada-admin');
    const { data } = (await ada.get('/account/oauth-clients')).body;
    expect(data).toHaveLength(3);
    expect(data[0]).toMatchObject({
      id: sandbox.clientId,
      label: 'Quayside',
      redirect_uri: callback,
    });
    const secrets = data.map(({ secret }: { secret: string }) => secret);
    expect(new Set(secrets)).toEqual(new Set(['<REDACTED>']));
    const publicOnes = await ada.get('/account/oauth-clients', { public: true });
    expect(publicOnes.body.data.map(toLabel)).toEqual(['Tide dashboard']);
  });
});

describe('the last 90 days', () => {
  test('of logins, the failed ones too, and no older', async () => {
    const ada = await signedClient(sandbox, 'ada-admin');
    const { data } = (await ada.get('/account/logins?page_size=500')).body;
    const rows = data as { username: string; status: string; datetime: string }[];
    const failed = rows.filter(({ status }) => status === 'failed');
    expect(failed.map(({ username }) => username)).toEqual([
      'quinn-contractor',
      'quinn-contractor',
    ]);
    expect(rows.some(({ username }) => username === 'ivo-infra')).toBe(false);
    expect(rows.some(({ username }) => username === 'olga-outsider')).toBe(false);
    expect(rows.every(({ datetime }) => ageDays(datetime) < 90)).toBe(true);
    expect(rows.length).toBeGreaterThan(150);
    const own = (await ada.get('/profile/logins')).body.data as typeof rows;
    expect(new Set(own.map(({ username }) => username))).toEqual(new Set(['ada-admin']));
  });

  test('a sign-in here is one more, and so is a wrong password', async () => {
    const quinn = await signedClient(sandbox, 'quinn-contractor');
    const before = (await quinn.get('/profile/logins')).body.results;
    await obtainTokens(sandbox, 'quinn-contractor');
    const wrong = { username: 'quinn-contractor', password: 'wrong' };
    await expect(approve(authorizeUrl(sandbox, '*'), wrong)).rejects.toThrow('Incorrect');
    const { results, data } = (await quinn.get('/profile/logins')).body;
    expect(results).toBe(before + 2);
    expect(data[0]).toMatchObject({ status: 'failed', restricted: true });
    expect(data[1].status).toBe('successful');
  });

  test('of events: Linodes, users and tokens, of tokens long gone as well', async () => {
    const ada = await signedClient(sandbox, 'ada-admin');
    const { body } = await ada.get('/account/events?page_size=500');
    expect(body.pages).toBe(1);
    const rows = body.data as {
      id: number;
      action: string;
      created: string;
      entity: { id: number; label: string };
    }[];
    expect(rows.every(({ created }) => ageDays(created) < 90)).toBe(true);
    expect(rows.map(({ id }) => id)).toEqual(rows.map(({ id }) => id).toSorted((a, b) => b - a));
    const ids = new Set((await sandbox.credentials()).tokens.map(({ id }) => id));
    const acts = rows.filter(({ action }) => action.startsWith('token_'));
    const gone = acts.filter(({ entity }) => !ids.has(entity.id)).map(({ entity }) => entity.label);
    expect(new Set(gone)).toEqual(
      new Set([
        'max-old-laptop',
        'incident-42',
        'kim-spike',
        'load-test-first-try',
        'lars-workstation',
      ]),
    );
    expect(acts.length).toBeGreaterThan(20);
    expect(rows.length).toBeGreaterThan(250);
  });

  test('a restricted user sees the events of own Linodes and tokens only', async () => {
    const dora = await signedClient(sandbox, 'dora-database');
    const { data } = (await dora.get('/account/events?page_size=500')).body;
    const labels = data.map((event: { entity: { label: string } }) => event.entity.label);
    expect(new Set(labels)).toEqual(new Set(['tide-db-primary', 'database-backups']));
  });
});

test('trusted devices are listed until they are 30 days old, and can be ended', async () => {
  const ada = await signedClient(sandbox, 'ada-admin');
  const { data } = (await ada.get('/profile/devices')).body;
  expect(data).toHaveLength(2);
  expect((await ada.delete(`/profile/devices/${data[0].id}`)).status).toBe(200);
  expect((await ada.get('/profile/devices')).body.results).toBe(1);
  const nils = await signedClient(sandbox, 'nils-network');
  expect((await nils.get('/profile/devices')).body.results).toBe(0);
});

describe('control', () => {
  test('a user who is removed is gone with everything, and can be added again', async () => {
    const ada = await signedClient(sandbox, 'ada-admin');
    const petra = await signedClient(sandbox, 'petra-platform');
    const { tokens } = await sandbox.credentials();
    const secret = tokens.find(({ label }) => label === 'platform-admin')?.secret;
    await sandbox.removeUser('petra-platform');
    expect((await petra.get('/profile')).status).toBe(401);
    expect((await apiClient(sandbox, secret).get('/profile')).status).toBe(401);
    expect((await ada.get('/account/users/petra-platform')).status).toBe(404);
    await expect(signedClient(sandbox, 'petra-platform')).rejects.toThrow('Incorrect');
    const left = await sandbox.credentials();
    expect([...left.tokens, ...left.apps].some((one) => one.username === 'petra-platform')).toBe(
      false,
    );
    const [event] = (await ada.get('/account/events', { action: 'user_delete' })).body.data;
    expect(event).toMatchObject({ username: 'ada-admin', entity: { label: 'petra-platform' } });
    await sandbox.addUser({ username: 'petra-platform' });
    const back = await signedClient(sandbox, 'petra-platform');
    expect((await back.get('/profile')).body.restricted).toBe(false);
    expect((await back.get('/profile/tokens')).body.results).toBe(0);
  });

  test('somebody new can be added', async () => {
    await sandbox.addUser({ username: 'new-hire', restricted: false, twoFactor: false });
    const hire = await signedClient(sandbox, 'new-hire');
    expect((await hire.get('/account/users')).body.results).toBe(13);
    expect((await hire.get('/profile')).body.two_factor_auth).toBe(false);
    await expect(sandbox.addUser({ username: 'new-hire' })).rejects.toThrow('there already');
  });

  test('an organisation of any size is generated, always the same', async () => {
    const before = (await sandbox.credentials()).tokens.length;
    const people = await sandbox.seedOrganisation({ users: 40, tokens: 300 });
    expect(people).toHaveLength(40);
    const { tokens } = await sandbox.credentials();
    expect(tokens).toHaveLength(before + 300);
    const crew = tokens.filter(({ username }) => username.startsWith('crew-'));
    expect(new Set(crew.map(({ scopes, expiry }) => `${scopes} ${expiry}`)).size).toBe(77);
    await sandbox.seedOrganisation({ users: 40, tokens: 300 });
    const again = (await sandbox.credentials()).tokens;
    expect(again.map(({ secret }) => secret)).toEqual(tokens.map(({ secret }) => secret));
    const ada = await signedClient(sandbox, 'ada-admin');
    expect((await ada.get('/account/users')).body.results).toBe(52);
    const member = await signedClient(sandbox, 'crew-001');
    expect((await member.get('/profile/tokens')).body.results).toBe(8);
  });
});

function toLabel({ label }: { label: string }): string {
  return label;
}

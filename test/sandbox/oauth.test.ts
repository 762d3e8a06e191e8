import { createHash } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { approve, startSandbox } from '../support/sandbox.ts';
import type { Sandbox } from '../support/sandbox.ts';
import { apiClient, authorizeUrl, callback, obtainTokens, postForm } from './signed-client.ts';

const ada = { username: 'ada-admin', password: 'harbour-demo-1' };

let sandbox: Sandbox;

beforeAll(async () => {
  sandbox = await startSandbox({ redirectUris: [callback] });
});

beforeEach(() => sandbox.reset());

afterAll(() => sandbox.stop());

function refresh(token: string) {
  return postForm(sandbox, '/oauth/token', { grant_type: 'refresh_token', refresh_token: token });
}

async function profileStatus(token: string) {
  return (await apiClient(sandbox, token).get('/profile')).status;
}

describe('authorize', () => {
  test('sends a code and the state back', async () => {
    const url = new URL(await approve(authorizeUrl(sandbox, 'linodes:read_only'), ada));
    expect(url.origin + url.pathname).toBe(callback);
    expect(url.searchParams.get('code')).toMatch(/^[0-9a-f]{20}$/);
    expect(url.searchParams.get('state')).toBe('the-state');
  });

  test('a denial comes back as access_denied', async () => {
    const url = await approve(authorizeUrl(sandbox, '*'), { ...ada, decision: 'Deny' });
    expect(new URL(url).searchParams.get('error')).toBe('access_denied');
    expect(new URL(url).searchParams.get('state')).toBe('the-state');
  });

  test('an unknown scope is refused, not dropped', async () => {
    const url = await approve(authorizeUrl(sandbox, 'linodes:read_only linodes:admin'), ada);
    expect(new URL(url).searchParams.get('error')).toBe('invalid_scope');
  });

  test('a wrong password is answered on the same page', async () => {
    const attempt = approve(authorizeUrl(sandbox, '*'), { ...ada, password: 'wrong' });
    await expect(attempt).rejects.toThrow('Incorrect username or password');
  });

  test('a foreign redirect URI never gets a redirect', async () => {
    const url = authorizeUrl(sandbox, '*').replace('127.0.0.1%3A9', 'evil.example');
    const response = await fetch(url, { redirect: 'manual' });
    expect(response.status).toBe(400);
    expect(response.headers.get('location')).toBeNull();
  });

  test('a browser that is signed in is asked for consent only, and again each time', async () => {
    const cookies = new Map<string, string>();
    await approve(authorizeUrl(sandbox, '*'), { ...ada, cookies });
    const again = await approve(authorizeUrl(sandbox, '*'), {
      username: '',
      password: '',
      decision: 'Deny',
      cookies,
    });
    expect(new URL(again).searchParams.get('error')).toBe('access_denied');
    const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const left = await fetch(`${sandbox.loginUrl}/logout`, { headers: { cookie } });
    expect(await left.text()).toContain('You are signed out of Linode');
    await expect(
      approve(authorizeUrl(sandbox, '*'), { username: '', password: '', cookies }),
    ).rejects.toThrow('Incorrect username or password');
  });

  test('PKCE: the verifier must fit', async () => {
    const verifier = 'v'.repeat(64);
    const challenge = createHash('sha256').update(verifier).digest('base64url');
    const url = `${authorizeUrl(sandbox, '*')}&code_challenge=${challenge}&code_challenge_method=S256`;
    const codes = [await approve(url, ada), await approve(url, ada)].map(
      (back) => new URL(back).searchParams.get('code') ?? '',
    );
    const [first = '', second = ''] = codes;
    const wrong = { code: first, code_verifier: 'w'.repeat(64) };
    expect((await postForm(sandbox, '/oauth/token', wrong)).status).toBe(400);
    const right = { code: second, code_verifier: verifier };
    expect((await postForm(sandbox, '/oauth/token', right)).status).toBe(200);
  });
});

describe('tokens', () => {
  test('are opaque and name their scopes', async () => {
    const tokens = await obtainTokens(sandbox, 'ada-admin', 'linodes:read_only,events:read_only');
    expect(tokens).toEqual({
      access_token: expect.stringMatching(/^[0-9a-f]{64}$/),
      refresh_token: expect.stringMatching(/^[0-9a-f]{64}$/),
      token_type: 'bearer',
      expires_in: 7200,
      scope: 'linodes:read_only events:read_only',
    });
  });

  test('reuse of an old refresh token ends the family', async () => {
    const tokens = await obtainTokens(sandbox, 'ada-admin');
    const next = (await refresh(tokens.refresh_token)).body;
    expect(await profileStatus(next.access_token)).toBe(200);
    expect((await refresh(tokens.refresh_token)).body.error).toBe('invalid_grant');
    expect((await refresh(next.refresh_token)).status).toBe(400);
    expect(await profileStatus(next.access_token)).toBe(401);
  });

  test('revoking ends this authorization and leaves the others', async () => {
    const [one, two] = [
      await obtainTokens(sandbox, 'ada-admin'),
      await obtainTokens(sandbox, 'ada-admin'),
    ];
    const reply = await postForm(sandbox, '/oauth/revoke', { token: one.access_token });
    expect(reply.status).toBe(200);
    expect(await profileStatus(one.access_token)).toBe(401);
    expect((await refresh(one.refresh_token)).status).toBe(400);
    expect(await profileStatus(two.access_token)).toBe(200);
  });

  test('revokeEndsAll: revoking ends every token of the user', async () => {
    await sandbox.switches({ revokeEndsAll: true });
    const [one, two, others] = [
      await obtainTokens(sandbox, 'ada-admin'),
      await obtainTokens(sandbox, 'ada-admin'),
      await obtainTokens(sandbox, 'max-member'),
    ];
    await postForm(sandbox, '/oauth/revoke', { token: one.refresh_token });
    expect(await profileStatus(two.access_token)).toBe(401);
    expect(await profileStatus(others.access_token)).toBe(200);
  });

  test('expired by control, they refresh', async () => {
    const tokens = await obtainTokens(sandbox, 'ada-admin');
    await sandbox.expireTokens('ada-admin');
    expect(await profileStatus(tokens.access_token)).toBe(401);
    expect((await refresh(tokens.refresh_token)).status).toBe(200);
    await sandbox.revokeTokens();
    expect(await sandbox.tokens()).toEqual([]);
  });

  test('the client authenticates in the form, in either encoding', async () => {
    const url = new URL(await approve(authorizeUrl(sandbox, '*'), ada));
    const body = new FormData();
    body.set('client_id', sandbox.clientId);
    body.set('client_secret', sandbox.clientSecret);
    body.set('code', url.searchParams.get('code') ?? '');
    const response = await fetch(`${sandbox.loginUrl}/oauth/token`, { method: 'POST', body });
    expect(response.status).toBe(200);
    const wrong = { client_secret: 'wrong', code: 'x' };
    expect((await postForm(sandbox, '/oauth/token', wrong)).body.error).toBe('invalid_client');
  });
});

describe('switches', () => {
  test('plural scopes, no refresh token, no issuer, errors as the API writes them', async () => {
    await sandbox.switches({
      scopeStyle: 'scopes-comma',
      refreshToken: 'null',
      iss: 'off',
      tokenErrors: 'linode',
      accessTokenSeconds: 60,
    });
    const url = await approve(authorizeUrl(sandbox, 'linodes:read_only events:read_only'), ada);
    expect(new URL(url).searchParams.has('iss')).toBe(false);
    const code = new URL(url).searchParams.get('code') ?? '';
    const { body } = await postForm(sandbox, '/oauth/token', { code });
    expect(body.scopes).toBe('linodes:read_only,events:read_only');
    expect(body.scope).toBeUndefined();
    expect(body.refresh_token).toBeNull();
    expect(body.expires_in).toBe(60);
    const refused = await postForm(sandbox, '/oauth/token', { code });
    expect(refused.body).toEqual({ errors: [{ reason: expect.any(String) }] });
  });
});

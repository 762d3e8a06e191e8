import { approve } from '../../sandbox/login/walk.ts';
import type { Sandbox } from '../support/sandbox.ts';

export const callback = 'http://127.0.0.1:9/oauth/callback';

export type Reply = {
  readonly status: number;
  readonly headers: Headers;
  // oxlint-disable-next-line typescript/no-explicit-any -- tests look into answers freely
  readonly body: any;
};

type Tokens = Reply['body'];

/** Of everybody whom a test has added. */
const addedPassword = 'harbour-demo-1';

/** The authorization URL of the sandbox's client. */
export function authorizeUrl(sandbox: Sandbox, scope: string): string {
  const url = new URL('/oauth/authorize', sandbox.loginUrl);
  url.search = new URLSearchParams({
    client_id: sandbox.clientId,
    redirect_uri: callback,
    response_type: 'code',
    scope,
    state: 'the-state',
  }).toString();
  return url.href;
}

/** Calls the token endpoint with the client's credentials in the form. */
export async function postForm(
  sandbox: Sandbox,
  path: '/oauth/token' | '/oauth/revoke',
  fields: Record<string, string>,
): Promise<Reply> {
  const client = { client_id: sandbox.clientId, client_secret: sandbox.clientSecret };
  const body = new URLSearchParams({ ...client, ...fields });
  return toReply(await fetch(sandbox.loginUrl + path, { method: 'POST', body }));
}

/** Signs a user in and gives the token answer. */
export async function obtainTokens(
  sandbox: Sandbox,
  username: string,
  scope = '*',
): Promise<Tokens> {
  const people = [...sandbox.users, ...sandbox.colleagues];
  const password = people.find((user) => user.username === username)?.password ?? addedPassword;
  const url = new URL(await approve(authorizeUrl(sandbox, scope), { username, password }));
  const code = url.searchParams.get('code') ?? '';
  return (await postForm(sandbox, '/oauth/token', { code })).body;
}

/** A client of the API with a fresh token of a user. */
export async function signedClient(sandbox: Sandbox, username: string, scope = '*') {
  const tokens = await obtainTokens(sandbox, username, scope);
  return { tokens, ...apiClient(sandbox, tokens.access_token) };
}

/** A client of the API with this token, or with none. */
export function apiClient({ apiUrl }: Sandbox, token?: string) {
  const authorization = token === undefined ? {} : { authorization: `Bearer ${token}` };
  const send = async (method: string, path: string, body?: unknown) => {
    const json = body === undefined ? {} : { body: JSON.stringify(body) };
    return toReply(await fetch(apiUrl + path, { method, headers: authorization, ...json }));
  };
  return {
    get: async (path: string, filter?: unknown) => {
      const header = filter === undefined ? {} : { 'x-filter': toHeader(filter) };
      return toReply(await fetch(apiUrl + path, { headers: { ...authorization, ...header } }));
    },
    post: (path: string, body?: unknown) => send('POST', path, body),
    put: (path: string, body: unknown) => send('PUT', path, body),
    delete: (path: string) => send('DELETE', path),
  };
}

function toHeader(filter: unknown): string {
  return typeof filter === 'string' ? filter : JSON.stringify(filter);
}

async function toReply(response: Response): Promise<Reply> {
  const text = await response.text();
  const isJson = response.headers.get('content-type')?.includes('json') ?? false;
  return {
    status: response.status,
    headers: response.headers,
    body: isJson && text !== '' ? JSON.parse(text) : text,
  };
}

import type { Received } from '../http/answer.ts';
import { readForm } from '../http/receive.ts';
import { splitScopes } from './scopes.ts';
import type { TokenStore } from './token-store.ts';

const known = [
  'client_id',
  'redirect_uri',
  'response_type',
  'state',
  'code_challenge',
  'code_challenge_method',
];

/** An authorization request reduced to what Linode knows; scopes come as `scope` or `scopes`, by spaces or commas. */
export function readAuthorize(received: Received): Received {
  const query = new URLSearchParams();
  for (const name of known) {
    for (const value of received.query.getAll(name)) query.append(name, value);
  }
  const scope = received.query.get('scope') ?? received.query.get('scopes') ?? '';
  query.set('scope', splitScopes(scope).join(' '));
  return { ...received, url: `${received.path}?${query.toString()}`, query };
}

/** A token request: either form encoding, grant type and redirect URI may be left out. */
export async function readTokenRequest(received: Received, store: TokenStore): Promise<Received> {
  const form = await readForm(received);
  if (!form.has('grant_type')) form.set('grant_type', 'authorization_code');
  if (form.get('grant_type') === 'authorization_code' && !form.has('redirect_uri')) {
    const redirectUri = store.find('AuthorizationCode', form.get('code') ?? '')?.['redirectUri'];
    if (typeof redirectUri === 'string') form.set('redirect_uri', redirectUri);
  }
  return {
    ...received,
    headers: { ...received.headers, 'content-type': 'application/x-www-form-urlencoded' },
    body: Buffer.from(form.toString()),
  };
}

import type { Provider } from 'oidc-provider';
import { findBySecret } from '../world/personal-token.ts';
import type { World } from '../world/world.ts';
import { splitScopes } from './scopes.ts';

/** Whose a bearer token is, personal or of an app, and its scopes; undefined when it is worth nothing. */
export async function findTokenOwner(world: World, provider: Provider, token: string) {
  const personal = findBySecret(world, token);
  if (personal) return { username: personal.username, scopes: splitScopes(personal.scopes) };
  const found = await provider.AccessToken.find(token);
  if (!found || found.isExpired) return undefined;
  return { username: found.accountId, scopes: [...found.scopes] };
}

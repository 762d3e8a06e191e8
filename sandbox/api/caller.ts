import type { Permission, User } from '../world/user.ts';
import type { World } from '../world/world.ts';
import { invalidToken, missingScope, notFound, unauthorized } from './api-error.ts';
import type { UserEndpoint } from './endpoint.ts';
import { covers } from './scope-cover.ts';

/** Who calls: the user of a good token, and the token's scopes. */
export type Caller = {
  readonly user: User;
  readonly token: string;
  readonly scopes: readonly string[];
};

export type FindOwner = (
  token: string,
) => Promise<{ readonly username: string; readonly scopes: readonly string[] } | undefined>;

/** The caller behind an Authorization header; undefined without one. Throws 401 on a worthless token. */
export async function readCaller(
  authorization: string | undefined,
  world: World,
  findOwner: FindOwner,
): Promise<Caller | undefined> {
  if (authorization === undefined) return undefined;
  const token = /^Bearer (\S+)$/i.exec(authorization)?.[1];
  const owner = token === undefined ? undefined : await findOwner(token);
  const user = world.users.find(({ username }) => username === owner?.username);
  if (token === undefined || !owner || !user) throw invalidToken();
  return { user, token, scopes: owner.scopes };
}

/** Throws 401 without the scope and 403 without the standing that an endpoint asks for. */
export function authorize(caller: Caller, endpoint: UserEndpoint): void {
  if (!hasScopeFor(caller, endpoint.scope)) throw missingScope();
  const { user } = caller;
  if (!user.restricted || endpoint.users === undefined) return;
  if (endpoint.users === 'unrestricted' || user.accountAccess === null) throw unauthorized();
}

/** Whether a caller's token has a scope, or a wider one. */
export function hasScopeFor({ scopes }: Caller, needed: string): boolean {
  return needed === 'any' || covers(scopes, needed);
}

/** What a user may do with a Linode of the own account; undefined means: it is not there for them. */
export function permissionFor(world: World, user: User, linodeId: number): Permission | undefined {
  if (!user.restricted) return 'read_write';
  return world.grants.get(user.username)?.get(linodeId);
}

/** Throws 404 for what a user may not see and 403 for what it may only see. */
export function requireWrite(permission: Permission | undefined): void {
  if (permission === undefined) throw notFound();
  if (permission === 'read_only') throw unauthorized();
}

import type { Authorizations } from '../login/authorizations.ts';
import { toAppAnswer } from '../world/app.ts';
import { isActive, toTokenAnswer } from '../world/personal-token.ts';
import { findUser } from '../world/user.ts';
import type { World } from '../world/world.ts';

/** Every personal access token and authorised app of every account, ended ones included. */
export function listCredentials(world: World, authorizations: Authorizations) {
  const now = Date.now();
  const grants = authorizations.list().map((grant) => {
    const account = findUser(world, grant.username)?.account ?? '';
    return { ...grant, account, origin: 'sign-in' as const };
  });
  const apps = world.apps.map((app) => ({ ...app, origin: 'seed' as const }));
  return {
    tokens: world.personalTokens.map((token) => ({
      ...toTokenAnswer(token),
      account: token.account,
      username: token.username,
      secret: token.secret,
      active: isActive(token, now),
    })),
    apps: [...apps, ...grants].map(({ origin, ...app }) => ({
      ...toAppAnswer(app),
      account: app.account,
      username: app.username,
      origin,
      active: isActive(app, now),
    })),
  };
}

import { dayMs, toTimestamp } from './clock.ts';
import type { User } from './user.ts';
import type { World } from './world.ts';

/** One attempt to sign in to Linode. */
export type Login = {
  readonly id: number;
  readonly account: string;
  readonly username: string;
  readonly at: number;
  readonly ip: string;
  readonly restricted: boolean;
  readonly status: 'successful' | 'failed';
};

type Attempt = Pick<Login, 'at' | 'ip' | 'status'>;

/** Notes an attempt of a user to sign in. */
export function addLogin(world: World, user: User, attempt: Attempt): void {
  const { account, username, restricted } = user;
  world.nextLoginId += 1;
  world.logins.push({ id: world.nextLoginId, account, username, restricted, ...attempt });
}

/** The attempts of the last 90 days, newest first: Linode tells of no more. */
export function recentLogins(world: World, now: number): readonly Login[] {
  return world.logins
    .filter(({ at }) => at > now - 90 * dayMs)
    .toSorted((a, b) => b.at - a.at || b.id - a.id);
}

/** A user's latest attempt, however long ago; null when there was none. */
export function lastLogin(world: World, username: string) {
  const own = world.logins.filter((login) => login.username === username);
  const last = own.toSorted((a, b) => b.at - a.at)[0];
  return last ? { login_datetime: toTimestamp(last.at), status: last.status } : null;
}

/** An attempt as GET /profile/logins shows it. */
export function toLoginAnswer({ account: _account, at, ...login }: Login) {
  return { ...login, datetime: toTimestamp(at) };
}

import { dayMs, toTimestamp } from '../../world/clock.ts';
import { lastLogin } from '../../world/login.ts';
import type { User } from '../../world/user.ts';
import type { World } from '../../world/world.ts';
import { notFound } from '../api-error.ts';
import { collection } from '../collection.ts';
import type { Endpoint, SignedCall } from '../endpoint.ts';
import { toGrantsAnswer } from './grants.ts';

const onePath = '/account/users/:username';

export const accountUserEndpoints: readonly Endpoint[] = [
  {
    method: 'GET',
    path: '/account/users',
    scope: 'account:read_only',
    users: 'unrestricted',
    limit: 'list',
    handle: (call) => {
      const rows = usersFor(call).map((user) => toUserAnswer(user, call.world));
      return collection(call, rows, ['username']);
    },
  },
  {
    method: 'GET',
    path: onePath,
    scope: 'account:read_only',
    users: 'unrestricted',
    handle: (call) => toUserAnswer(userOf(call), call.world),
  },
  {
    method: 'GET',
    path: `${onePath}/grants`,
    scope: 'account:read_only',
    users: 'unrestricted',
    handle: (call) => toGrantsAnswer(userOf(call), call.world),
  },
];

function usersFor({ world, caller }: SignedCall) {
  return world.users.filter(({ account }) => account === caller.user.account);
}

function userOf(call: SignedCall): User {
  const user = usersFor(call).find(({ username }) => username === call.params['username']);
  if (!user) throw notFound();
  return user;
}

function toUserAnswer(user: User, world: World) {
  const { passwordDaysOld: days } = user;
  return {
    username: user.username,
    email: user.email,
    restricted: user.restricted,
    ssh_keys: user.sshKeys.map(({ label }) => label),
    tfa_enabled: user.twoFactor,
    verified_phone_number: null,
    password_created: days === null ? null : toTimestamp(world.startedAt - days * dayMs),
    last_login: lastLogin(world, user.username),
    user_type: 'default',
  };
}

import { recentLogins, toLoginAnswer } from '../../world/login.ts';
import { collection } from '../collection.ts';
import type { Endpoint } from '../endpoint.ts';

/** None is declared filterable, but Cloud Manager orders by the time. */
const filterable = ['datetime'];

export const loginEndpoints: readonly Endpoint[] = [
  {
    method: 'GET',
    path: '/profile/logins',
    scope: 'account:read_only',
    limit: 'list',
    handle: (call) => {
      const { username } = call.caller.user;
      const own = recentLogins(call.world, call.now).filter((row) => row.username === username);
      return collection(call, own.map(toLoginAnswer), filterable);
    },
  },
  {
    method: 'GET',
    path: '/account/logins',
    scope: 'account:read_only',
    users: 'unrestricted',
    limit: 'list',
    handle: (call) => {
      const { account } = call.caller.user;
      const all = recentLogins(call.world, call.now).filter((row) => row.account === account);
      return collection(call, all.map(toLoginAnswer), filterable);
    },
  },
];

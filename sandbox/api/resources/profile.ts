import type { User } from '../../world/user.ts';
import { collection } from '../collection.ts';
import type { Endpoint } from '../endpoint.ts';
import { toGrantsAnswer } from './grants.ts';

export const profileEndpoints: readonly Endpoint[] = [
  { method: 'GET', path: '/profile', scope: 'any', handle: ({ caller }) => toProfile(caller.user) },
  {
    method: 'GET',
    path: '/profile/grants',
    scope: 'any',
    handle: ({ caller, world }) => toGrantsAnswer(caller.user, world),
  },
  {
    method: 'GET',
    path: '/profile/sshkeys',
    scope: 'account:read_only',
    limit: 'list',
    handle: (call) => {
      const keys = call.caller.user.sshKeys;
      return collection(
        call,
        keys.map(({ id, label, ssh_key }) => ({
          id,
          label,
          ssh_key,
          created: '2026-01-12T08:30:00',
        })),
        [],
      );
    },
  },
];

function toProfile(user: User) {
  return {
    uid: user.uid,
    username: user.username,
    email: user.email,
    timezone: user.timezone,
    email_notifications: true,
    restricted: user.restricted,
    two_factor_auth: user.twoFactor,
    authentication_type: 'password',
    lish_auth_method: 'password_keys',
    authorized_keys: null,
    ip_whitelist_enabled: false,
    verified_phone_number: null,
    referrals: { code: '', url: '', total: 0, completed: 0, pending: 0, credit: 0 },
  };
}

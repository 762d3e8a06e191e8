import { notFound } from '../api-error.ts';
import { collection } from '../collection.ts';
import type { Endpoint, SignedCall } from '../endpoint.ts';
import type { User } from '../../world/user.ts';

export const accountEndpoints: readonly Endpoint[] = [
  {
    method: 'GET',
    path: '/account',
    scope: 'account:read_only',
    users: 'account-access',
    handle: account,
  },
  {
    method: 'GET',
    path: '/account/settings',
    scope: 'account:read_only',
    users: 'account-access',
    handle: () => settings,
  },
  {
    method: 'GET',
    path: '/account/users',
    scope: 'account:read_only',
    users: 'unrestricted',
    limit: 'list',
    handle: (call) => {
      const { users } = call.world;
      const own = users.filter((user) => user.account === call.caller.user.account);
      return collection(call, own.map(toUserAnswer), ['username']);
    },
  },
];

const settings = {
  managed: false,
  longview_subscription: null,
  network_helper: true,
  backups_enabled: false,
  object_storage: 'disabled',
  interfaces_for_new_linodes: 'legacy_config_default_but_linode_allowed',
};

function account({ world, caller }: SignedCall) {
  const found = world.accounts.find(({ name }) => name === caller.user.account);
  if (!found) throw notFound();
  const { name: _name, ...shown } = found;
  return {
    ...shown,
    address_2: '',
    state: '',
    phone: '',
    tax_id: '',
    balance: 0,
    balance_uninvoiced: 412.5,
    billing_source: 'linode',
    active_since: '2019-05-02T09:00:00',
    active_promotions: [],
    capabilities: ['Linodes', 'Cloud Firewall', 'Kubernetes', 'Block Storage'],
    credit_card: { last_four: '1111', expiry: '11/2028' },
  };
}

function toUserAnswer(user: User) {
  return {
    username: user.username,
    email: user.email,
    restricted: user.restricted,
    ssh_keys: user.sshKeys.map(({ label }) => label),
    tfa_enabled: user.twoFactor,
    verified_phone_number: null,
    password_created: '2025-11-03T10:00:00',
    last_login: { login_datetime: '2026-10-30T07:12:45', status: 'successful' },
    user_type: 'default',
  };
}

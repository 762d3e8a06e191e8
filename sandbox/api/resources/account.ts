import { notFound } from '../api-error.ts';
import type { Endpoint, SignedCall } from '../endpoint.ts';

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
];

const services = [
  'Linodes',
  'NodeBalancers',
  'Block Storage',
  'Object Storage',
  'Kubernetes',
  'Cloud Firewall',
  'Managed Databases',
  'Placement Groups',
  'VPCs',
  'Block Storage Encryption',
];

const settings = {
  managed: false,
  longview_subscription: null,
  network_helper: true,
  backups_enabled: false,
  object_storage: 'active',
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
    capabilities: services,
    credit_card: { last_four: '1111', expiry: '11/2028' },
  };
}

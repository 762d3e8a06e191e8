import { readData } from '../../data/read-data.ts';
import { collection } from '../collection.ts';
import type { Endpoint, SignedCall } from '../endpoint.ts';

type Firewall = { readonly account: string; readonly id: number; readonly label: string };

const firewalls = readData<readonly Firewall[]>('firewalls.json');

export const firewallEndpoints: readonly Endpoint[] = [
  {
    method: 'GET',
    path: '/networking/firewalls',
    scope: 'firewall:read_only',
    limit: 'list',
    handle: (call) => collection(call, firewallsFor(call), ['id', 'label', 'tags', 'created']),
  },
];

/** The account's firewalls; restricted users hold no grant on any here. */
export function firewallsFor({ caller: { user } }: SignedCall) {
  if (user.restricted) return [];
  return firewalls
    .filter(({ account }) => account === user.account)
    .map(({ account: _account, ...firewall }) => firewall);
}

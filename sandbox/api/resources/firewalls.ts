import { devicesOf, firewalls, toFirewallAnswer } from '../../world/firewall.ts';
import { firewallTemplates } from '../../world/firewall-template.ts';
import type { Endpoint, SignedCall } from '../endpoint.ts';
import { plainList, plainReads } from '../plain-reads.ts';
import { parentOf, visible } from '../visible.ts';

const path = '/networking/firewalls';
const scope = 'firewall:read_only';

export const firewallEndpoints: readonly Endpoint[] = [
  plainList({ path: `${path}/templates`, beta: true, scope, rows: () => firewallTemplates }),
  ...plainReads({
    path,
    scope,
    filterable: ['id', 'label', 'tags', 'created', 'updated'],
    rows: (call) => firewallsFor(call).map(toFirewallAnswer),
  }),
  {
    method: 'GET',
    path: `${path}/:id/rules`,
    scope,
    handle: (call) => parentOf(call, firewallsFor(call)).rules,
  },
  ...plainReads({
    path: `${path}/:id/devices`,
    scope,
    filterable: ['id', 'created', 'updated'],
    rows: (call) => devicesOf(call.world, parentOf(call, firewallsFor(call)), call.now),
  }),
];

/** The Cloud Firewalls that are there for a caller. */
export function firewallsFor(call: SignedCall) {
  return visible(call, firewalls, 'firewall');
}

import { firewalls, toFirewallAnswer } from '../../world/firewall.ts';
import {
  configsOf,
  nodeBalancers,
  toNodeBalancerAnswer,
  vpcsOf,
} from '../../world/nodebalancer.ts';
import type { Endpoint, SignedCall } from '../endpoint.ts';
import { plainList, plainReads } from '../plain-reads.ts';
import { parentOf, visible } from '../visible.ts';

const path = '/nodebalancers';
const scope = 'nodebalancers:read_only';

export const nodeBalancerEndpoints: readonly Endpoint[] = [
  ...plainReads({
    path,
    scope,
    filterable: ['ipv4', 'label', 'region', 'tags'],
    rows: (call) =>
      balancersFor(call).map((balancer) => toNodeBalancerAnswer(balancer, call.world)),
  }),
  plainList({
    path: `${path}/:id/configs`,
    scope,
    rows: (call) => configsOf(parentOf(call, balancersFor(call))),
  }),
  plainList({
    path: `${path}/:id/firewalls`,
    scope,
    filterable: ['created', 'id', 'label', 'tags', 'updated'],
    rows: (call) => {
      const { account, label } = parentOf(call, balancersFor(call));
      return firewalls
        .filter((firewall) => firewall.account === account && firewall.balancers.includes(label))
        .map(toFirewallAnswer);
    },
  }),
  plainList({
    path: `${path}/:id/vpcs`,
    scope,
    rows: (call) => vpcsOf(parentOf(call, balancersFor(call))),
  }),
];

function balancersFor(call: SignedCall) {
  return visible(call, nodeBalancers, 'nodebalancer');
}

import { nodeBalancers, toNodeBalancerAnswer } from '../../world/nodebalancer.ts';
import type { Endpoint } from '../endpoint.ts';
import { plainReads } from '../plain-reads.ts';
import { visible } from '../visible.ts';

export const nodeBalancerEndpoints: readonly Endpoint[] = plainReads({
  path: '/nodebalancers',
  scope: 'nodebalancers:read_only',
  filterable: ['ipv4', 'label', 'region', 'tags'],
  rows: (call) =>
    visible(call, nodeBalancers, 'nodebalancer').map((balancer) =>
      toNodeBalancerAnswer(balancer, call.world),
    ),
});

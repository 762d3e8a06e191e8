import { toDomainAnswer } from '../../world/domain.ts';
import { recordsOf } from '../../world/domain-record.ts';
import type { Endpoint, SignedCall } from '../endpoint.ts';
import { plainReads } from '../plain-reads.ts';
import { parentOf, visible } from '../visible.ts';

export const domainEndpoints: readonly Endpoint[] = [
  ...plainReads({
    path: '/domains',
    scope: 'domains:read_only',
    filterable: ['domain', 'group', 'tags'],
    rows: (call) => domainsFor(call).map(toDomainAnswer),
  }),
  ...plainReads({
    path: '/domains/:id/records',
    scope: 'domains:read_only',
    filterable: ['name', 'tag', 'target', 'type'],
    rows: (call) => recordsOf(call.world, parentOf(call, domainsFor(call)), call.now),
  }),
];

function domainsFor(call: SignedCall) {
  return visible(call, call.world.domains, 'domain');
}

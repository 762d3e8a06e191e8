import { ipv6PoolsOf, ipv6RangesOf, toRangeAnswer, toRangeRow } from '../../world/ipv6-range.ts';
import { vlansOf } from '../../world/vlan.ts';
import { notFound } from '../api-error.ts';
import type { Endpoint, SignedCall } from '../endpoint.ts';
import { plainList, plainReads } from '../plain-reads.ts';
import { linodesFor } from './linode-access.ts';
import { toIpsAnswer } from './linode-ips.ts';

const scope = 'ips:read_only';
const rangesPath = '/networking/ipv6/ranges';

export const addressEndpoints: readonly Endpoint[] = [
  ...plainReads({
    path: '/networking/ips',
    scope,
    filterable: ['address', 'prefix', 'rdns', 'region', 'type'],
    key: 'address',
    rows: addressesFor,
  }),
  plainList({
    path: '/networking/ipv6/pools',
    scope,
    filterable: ['region'],
    rows: ({ caller }) => ipv6PoolsOf(caller.user.account),
  }),
  plainList({
    path: '/networking/vlans',
    scope: 'linodes:read_only',
    users: 'unrestricted',
    filterable: ['label', 'region'],
    rows: ({ world, caller, now }) => vlansOf(world, caller.user.account, now),
  }),
  plainList({ path: rangesPath, scope, rows: (call) => rangesFor(call).map(toRangeRow) }),
  {
    method: 'GET',
    path: `${rangesPath}/:item`,
    scope,
    handle: (call) => {
      const range = rangesFor(call).find((candidate) => candidate.range === call.params['item']);
      if (!range) throw notFound();
      return toRangeAnswer(range);
    },
  },
];

/** Every address of the Linodes that the caller sees. */
function addressesFor(call: SignedCall) {
  return linodesFor(call)
    .map(toIpsAnswer)
    .flatMap(({ ipv4, ipv6 }) => [...ipv4.public, ...ipv4.private, ipv6.slaac])
    .map((address) => ({ ...address, interface_id: null }));
}

function rangesFor(call: SignedCall) {
  const ids = new Set(linodesFor(call).map(({ id }) => id));
  const { account } = call.caller.user;
  return ipv6RangesOf(call.world, account, call.now).filter(({ linodes }) =>
    linodes.some(({ id }) => ids.has(id)),
  );
}

import { backupsOf } from '../../world/backup.ts';
import { configsOf, disksOf } from '../../world/disk.ts';
import { firewalls, linodesBehind, toFirewallAnswer } from '../../world/firewall.ts';
import { isLinkedTo } from '../../world/linked-linode.ts';
import { nodeBalancers, toNodeBalancerAnswer } from '../../world/nodebalancer.ts';
import { transferOf } from '../../world/transfer.ts';
import { toVolumeAnswer } from '../../world/volume.ts';
import type { Endpoint, SignedCall } from '../endpoint.ts';
import { plainList, plainReads } from '../plain-reads.ts';
import { linodeOf } from './linode-access.ts';

const path = '/linode/instances/:id';
const scope = 'linodes:read_only';

/** What belongs to a Linode: who sees the Linode sees these too. */
export const linodePartEndpoints: readonly Endpoint[] = [
  ...plainReads({
    path: `${path}/disks`,
    scope,
    filterable: ['label', 'size'],
    rows: (call) => disksOf(linodeOf(call), call.world),
  }),
  ...plainReads({
    path: `${path}/configs`,
    scope,
    filterable: ['label', 'interfaces.label'],
    rows: (call) => configsOf(linodeOf(call), call.world),
  }),
  plainList({
    path: `${path}/volumes`,
    scope,
    filterable: ['label', 'tags'],
    rows: volumesOf,
  }),
  plainList({
    path: `${path}/firewalls`,
    scope,
    filterable: ['id', 'label', 'tags', 'created', 'updated'],
    rows: firewallsOf,
  }),
  plainList({
    path: `${path}/nodebalancers`,
    scope,
    filterable: ['ipv4', 'label', 'region', 'tags'],
    rows: nodeBalancersOf,
  }),
  {
    method: 'GET',
    path: `${path}/backups`,
    scope,
    handle: (call) => backupsOf(linodeOf(call), call.world, call.now),
  },
  {
    method: 'GET',
    path: `${path}/transfer`,
    scope,
    handle: (call) => transferOf(linodeOf(call)),
  },
];

function volumesOf(call: SignedCall) {
  const { world, now } = call;
  const linode = linodeOf(call);
  return world.volumes
    .filter((volume) => isLinkedTo(world, volume, linode))
    .map((volume) => toVolumeAnswer(volume, world, now));
}

function firewallsOf(call: SignedCall) {
  const { world, now } = call;
  const linode = linodeOf(call);
  return firewalls
    .filter((firewall) => linodesBehind(world, firewall, now).includes(linode))
    .map(toFirewallAnswer);
}

function nodeBalancersOf(call: SignedCall) {
  const linode = linodeOf(call);
  return nodeBalancers
    .filter((balancer) => isLinkedTo(call.world, balancer, linode))
    .map((balancer) => toNodeBalancerAnswer(balancer, call.world));
}

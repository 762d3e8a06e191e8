import { regions } from '../../world/region.ts';
import { statusOf } from '../../world/linode.ts';
import { pooledTransfer } from '../../world/transfer.ts';
import type { Endpoint, SignedCall } from '../endpoint.ts';
import { plainReads } from '../plain-reads.ts';

const access = { scope: 'account:read_only', users: 'account-access' } as const;

const services = ['Linodes', 'NodeBalancers', 'Block Storage', 'Kubernetes'];

export const accountCapacityEndpoints: readonly Endpoint[] = [
  { ...access, method: 'GET', path: '/account/transfer', handle: transfer },
  ...plainReads({
    ...access,
    path: '/account/availability',
    key: 'region',
    rows: () =>
      regions.map(({ id, capabilities }) => ({
        region: id,
        available: services.filter((service) => capabilities.includes(service)),
        unavailable: services.filter((service) => !capabilities.includes(service)),
      })),
  }),
];

function transfer({ world, caller, now }: SignedCall) {
  const { account } = caller.user;
  return pooledTransfer(
    world.linodes.filter(
      (linode) => linode.account === account && statusOf(linode, now) !== 'gone',
    ),
  );
}

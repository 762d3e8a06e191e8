import { collection } from '../collection.ts';
import type { Endpoint, SignedCall } from '../endpoint.ts';

export const tagEndpoints: readonly Endpoint[] = [
  {
    method: 'GET',
    path: '/tags',
    scope: 'account:read_only',
    users: 'unrestricted',
    limit: 'list',
    handle: (call) => collection(call, tagsFor(call), []),
  },
];

function tagsFor({ world, caller }: SignedCall) {
  const own = world.linodes.filter((linode) => linode.account === caller.user.account);
  const labels = new Set(own.flatMap((linode) => linode.tags));
  return [...labels].toSorted().map((label) => ({ label }));
}

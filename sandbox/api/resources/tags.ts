import { nodeBalancers, toNodeBalancerAnswer } from '../../world/nodebalancer.ts';
import { toDomainAnswer } from '../../world/domain.ts';
import { statusOf, toLinodeAnswer } from '../../world/linode.ts';
import { toVolumeAnswer } from '../../world/volume.ts';
import { collection } from '../collection.ts';
import { notFound } from '../api-error.ts';
import type { Endpoint, SignedCall } from '../endpoint.ts';
import type { Row } from '../filter/condition.ts';

const tagged = (
  'data.group data.id data.image data.interface_generation data.ipv4 data.label ' +
  'data.placement_group.label data.placement_group.placement_group_type data.region data.tags ' +
  'data.domain'
).split(' ');

export const tagEndpoints: readonly Endpoint[] = [
  {
    method: 'GET',
    path: '/tags',
    scope: 'account:read_only',
    users: 'unrestricted',
    limit: 'list',
    handle: (call) => collection(call, tagsFor(call), []),
  },
  {
    method: 'GET',
    path: '/tags/:label',
    scope: 'account:read_only',
    users: 'unrestricted',
    limit: 'list',
    handle: (call) => {
      const { label = '' } = call.params;
      const rows = taggedFor(call).filter(({ tags }) => tags.includes(label));
      if (rows.length === 0) throw notFound();
      return collection(
        call,
        rows.map(({ type, data }) => ({ type, data })),
        tagged,
      );
    },
  },
];

function tagsFor(call: SignedCall) {
  const labels = new Set(taggedFor(call).flatMap(({ tags }) => tags));
  return [...labels].toSorted().map((label) => ({ label }));
}

type Tagged = { readonly type: string; readonly tags: readonly string[]; readonly data: Row };

/** The four kinds of things that Linode finds by a tag. */
function taggedFor({ world, caller, now }: SignedCall): readonly Tagged[] {
  const isOwn = ({ account }: { readonly account: string }) => account === caller.user.account;
  const linodes = world.linodes.filter((one) => isOwn(one) && statusOf(one, now) !== 'gone');
  return [
    ...linodes.map((one) => toTagged('linode', one, toLinodeAnswer(one, now))),
    ...world.volumes
      .filter(isOwn)
      .map((one) => toTagged('volume', one, toVolumeAnswer(one, world, now))),
    ...world.domains.filter(isOwn).map((one) => toTagged('domain', one, toDomainAnswer(one))),
    ...nodeBalancers
      .filter(isOwn)
      .map((one) => toTagged('nodebalancer', one, toNodeBalancerAnswer(one, world))),
  ];
}

function toTagged(type: string, { tags }: Pick<Tagged, 'tags'>, data: Row): Tagged {
  return { type, tags, data };
}

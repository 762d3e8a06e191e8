import { readData } from '../data/read-data.ts';
import { linkedLinodes } from './linked-linode.ts';
import type { Linked } from './linked-linode.ts';
import type { Owned } from './owned.ts';
import type { World } from './world.ts';

/** Linodes that are kept on different hosts; those astray are not. */
export type PlacementGroup = Owned &
  Linked & {
    readonly region: string;
    readonly policy: 'strict' | 'flexible';
    readonly astray?: readonly string[];
  };

export const placementGroups = readData<readonly PlacementGroup[]>('placement-groups.json');

/** A placement group as GET /placement/groups/{id} shows it. */
export function toPlacementGroupAnswer(group: PlacementGroup, world: World, now: number) {
  const { account, astray = [] } = group;
  const strays = new Set(linkedLinodes(world, { account, on: astray }, now));
  const members = linkedLinodes(world, group, now);
  return {
    ...toMembershipAnswer(group),
    region: group.region,
    is_compliant: strays.size === 0,
    members: members.map((linode) => ({ linode_id: linode.id, is_compliant: !strays.has(linode) })),
    migrations: { inbound: [], outbound: [] },
  };
}

/** A placement group as its members tell of it. */
export function toMembershipAnswer({ id, label, policy }: PlacementGroup) {
  return {
    id,
    label,
    placement_group_type: 'anti_affinity:local',
    placement_group_policy: policy,
  };
}

/** The placement group of a Linode with this label; null when it is in none. */
export function findMembership({ account, label }: Pick<Owned, 'account' | 'label'>) {
  const group = placementGroups.find(
    (candidate) => candidate.account === account && candidate.on.includes(label),
  );
  return group ? toMembershipAnswer(group) : null;
}

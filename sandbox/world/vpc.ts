import { readData } from '../data/read-data.ts';
import { daysBefore } from './clock.ts';
import { isLinkedTo, linkedLinodes } from './linked-linode.ts';
import type { Linode } from './linode.ts';
import type { Owned } from './owned.ts';
import type { World } from './world.ts';

type Subnet = {
  readonly id: number;
  readonly label: string;
  readonly ipv4: string;
  readonly on: readonly string[];
};

/** A VPC with its subnets, in which Linodes have private interfaces. */
export type Vpc = Owned & {
  readonly description: string;
  readonly region: string;
  readonly daysOld: number;
  readonly subnets: readonly Subnet[];
};

export const vpcs = readData<readonly Vpc[]>('vpcs.json');

/** A VPC as GET /vpcs/{id} shows it. */
export function toVpcAnswer(vpc: Vpc, world: World, now: number) {
  return {
    id: vpc.id,
    label: vpc.label,
    description: vpc.description,
    region: vpc.region,
    subnets: subnetsOf(vpc, world, now),
    created: daysBefore(world.startedAt, vpc.daysOld),
    updated: daysBefore(world.startedAt, vpc.daysOld / 2),
  };
}

/** The subnets of a VPC as GET /vpcs/{id}/subnets shows them. */
export function subnetsOf(vpc: Vpc, world: World, now: number) {
  const { account } = vpc;
  return vpc.subnets.map(({ id, label, ipv4, on }) => ({
    id,
    label,
    ipv4,
    linodes: linkedLinodes(world, { account, on }, now).map((linode) => ({
      id: linode.id,
      interfaces: [{ id: interfaceId(linode), config_id: linode.id + 1, active: true }],
    })),
    created: daysBefore(world.startedAt, vpc.daysOld),
    updated: daysBefore(world.startedAt, vpc.daysOld / 2),
  }));
}

/** The interface of a Linode in a VPC; undefined when it has none. */
export function vpcInterfaceOf(world: World, linode: Linode) {
  for (const { account, id, subnets } of vpcs) {
    const subnet = subnets.find(({ on }) => isLinkedTo(world, { account, on }, linode));
    if (!subnet) continue;
    const address = subnet.ipv4.replace(/0\/\d+$/, String(10 + (linode.id % 200)));
    return { id: interfaceId(linode), vpcId: id, subnetId: subnet.id, address };
  }
  return undefined;
}

function interfaceId({ id }: Linode): number {
  return id + 2;
}

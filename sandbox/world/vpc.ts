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
    const address = addressIn(subnet.ipv4, linode);
    return { id: interfaceId(linode), vpcId: id, subnetId: subnet.id, address };
  }
  return undefined;
}

/** The addresses in a VPC, as GET …/ips shows them: each Linode's, and a range of each subnet's first. */
export function vpcAddressesOf(vpc: Vpc, world: World, now: number) {
  return vpc.subnets.flatMap(({ id, ipv4, on }) => {
    const linodes = linkedLinodes(world, { account: vpc.account, on }, now);
    return linodes.flatMap((linode, index) => {
      const common = {
        region: vpc.region,
        vpc_id: vpc.id,
        subnet_id: id,
        linode_id: linode.id,
        config_id: linode.id + 1,
        interface_id: interfaceId(linode),
        active: true,
        nat_1_1: index === 0 ? linode.ipv4[0] : null,
        gateway: ipv4.replace(/0\/\d+$/, '1'),
        prefix: Number(ipv4.split('/')[1]),
        subnet_mask: ipv4.endsWith('/20') ? '255.255.240.0' : '255.255.255.0',
      };
      const address = { ...common, address: addressIn(ipv4, linode), address_range: null };
      const range = ipv4.replace(/0\/\d+$/, '128/28');
      return index > 0 ? [address] : [address, { ...common, address: null, address_range: range }];
    });
  });
}

function addressIn(ipv4: string, { id }: Linode): string {
  return ipv4.replace(/0\/\d+$/, String(10 + (id % 200)));
}

function interfaceId({ id }: Linode): number {
  return id + 2;
}

import { readData } from '../data/read-data.ts';
import { daysBefore } from './clock.ts';
import { linkedLinodes } from './linked-linode.ts';
import type { Linked } from './linked-linode.ts';
import type { World } from './world.ts';

type Vlan = Linked & {
  readonly label: string;
  readonly region: string;
  readonly daysOld: number;
};

const vlans = readData<readonly Vlan[]>('vlans.json');

/** The VLANs of an account as GET /networking/vlans shows them. */
export function vlansOf(world: World, account: string, now: number) {
  return vlans
    .filter((vlan) => vlan.account === account)
    .map((vlan) => ({
      label: vlan.label,
      region: vlan.region,
      linodes: linkedLinodes(world, vlan, now).map(({ id }) => id),
      created: daysBefore(world.startedAt, vlan.daysOld),
    }));
}

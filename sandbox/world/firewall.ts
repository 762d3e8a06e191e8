import { readData } from '../data/read-data.ts';
import type { Linked } from './linked-linode.ts';
import { linkedLinodes } from './linked-linode.ts';
import type { Linode } from './linode.ts';
import { statusOf } from './linode.ts';
import { nodeBalancers } from './nodebalancer.ts';
import type { Owned } from './owned.ts';
import type { World } from './world.ts';

/** A Cloud Firewall, linked to the Linodes and NodeBalancers behind it. */
export type Firewall = Owned &
  Linked & {
    readonly balancers: readonly string[];
    readonly rules: unknown;
    readonly created: string;
    readonly updated: string;
  };

export const firewalls = readData<readonly Firewall[]>('firewalls.json');

/** A Cloud Firewall as GET /networking/firewalls/{id} shows it. */
export function toFirewallAnswer(firewall: Firewall) {
  const { account: _account, on: _on, balancers: _balancers, ...answer } = firewall;
  return answer;
}

/** What is behind a Cloud Firewall, as GET …/devices shows it. */
export function devicesOf(world: World, firewall: Firewall, now: number) {
  const { account, balancers } = firewall;
  const linodes = linodesBehind(world, firewall, now).map(({ id, label }) => ({
    entity: { id, label, type: 'linode', url: `/v4/linode/instances/${id}` },
  }));
  const own = nodeBalancers.filter((balancer) => balancer.account === account);
  const others = own
    .filter(({ label }) => balancers.includes(label))
    .map(({ id, label }) => ({
      entity: { id, label, type: 'nodebalancer', url: `/v4/nodebalancers/${id}` },
    }));
  return [...linodes, ...others].map((device, index) => ({
    id: firewall.id * 10 + index,
    ...device,
    created: firewall.created,
    updated: firewall.updated,
  }));
}

/** The Linodes behind a Cloud Firewall: by the data file, or by their creation. */
export function linodesBehind(world: World, firewall: Firewall, now: number): readonly Linode[] {
  const created = world.linodes.filter(
    (linode) => linode.firewallId === firewall.id && statusOf(linode, now) !== 'gone',
  );
  return [...linkedLinodes(world, firewall, now), ...created];
}

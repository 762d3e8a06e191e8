import { readData } from '../data/read-data.ts';
import { daysBefore } from './clock.ts';
import type { Linked } from './linked-linode.ts';
import type { Owned } from './owned.ts';
import type { World } from './world.ts';

/** A NodeBalancer, linked to the Linodes that it sends its traffic to. */
export type NodeBalancer = Owned &
  Linked & {
    readonly region: string;
    readonly tags: readonly string[];
    readonly daysOld: number;
    readonly throttle: number;
    readonly ipv4: string;
    readonly ipv6: string | null;
    /** Carried this month. */
    readonly gb: number;
  };

export const nodeBalancers = readData<readonly NodeBalancer[]>('nodebalancers.json');

/** A NodeBalancer as GET /nodebalancers/{id} shows it. */
export function toNodeBalancerAnswer(balancer: NodeBalancer, { startedAt }: World) {
  const { gb, daysOld, throttle } = balancer;
  return {
    id: balancer.id,
    label: balancer.label,
    region: balancer.region,
    type: 'common',
    hostname: `${balancer.ipv4.replaceAll('.', '-')}.ip.linodeusercontent.example`,
    ipv4: balancer.ipv4,
    ipv6: balancer.ipv6,
    client_conn_throttle: throttle,
    lke_cluster: null,
    tags: balancer.tags,
    transfer: { in: gb * 300, out: gb * 724, total: gb * 1024 },
    created: daysBefore(startedAt, daysOld),
    updated: daysBefore(startedAt, daysOld / 3),
  };
}

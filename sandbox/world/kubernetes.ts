import { readData } from '../data/read-data.ts';
import { daysBefore } from './clock.ts';
import type { Owned } from './owned.ts';
import type { World } from './world.ts';

type Pool = {
  readonly id: number;
  readonly type: string;
  readonly count: number;
  /** The bounds of the autoscaler, where it is on. */
  readonly grow?: readonly [number, number];
  /** How many nodes are not ready. */
  readonly tired?: number;
};

/** A cluster of LKE. */
export type Cluster = Owned & {
  readonly region: string;
  readonly version: string;
  readonly tier: 'standard' | 'enterprise';
  readonly ha: boolean;
  readonly apl: boolean;
  readonly tags: readonly string[];
  readonly daysOld: number;
  readonly pools: readonly Pool[];
};

export const clusters = readData<readonly Cluster[]>('clusters.json');

/** As GET /lke/versions shows them. */
export const kubernetesVersions = ['1.33', '1.32', '1.31'].map((id) => ({ id }));

/** A cluster as GET /lke/clusters/{id} shows it. */
export function toClusterAnswer(cluster: Cluster, { startedAt }: World) {
  return {
    id: cluster.id,
    label: cluster.label,
    region: cluster.region,
    k8s_version: cluster.version,
    tier: cluster.tier,
    control_plane: { high_availability: cluster.ha },
    apl_enabled: cluster.apl,
    tags: cluster.tags,
    created: daysBefore(startedAt, cluster.daysOld),
    updated: daysBefore(startedAt, cluster.daysOld / 5),
  };
}

/** The node pools of a cluster; their Linodes are not among the account's here, so no node names one. */
export function poolsOf({ id, tier, version, pools }: Cluster) {
  return pools.map((pool) => ({
    id: pool.id,
    type: pool.type,
    count: pool.count,
    nodes: toNodes(id, pool),
    autoscaler: toAutoscaler(pool),
    disks: [],
    disk_encryption: 'enabled',
    labels: {},
    taints: [],
    tags: [],
    ...(tier === 'enterprise' ? { k8s_version: version, update_strategy: 'on_recycle' } : {}),
  }));
}

/** Where a cluster's API answers, as GET …/api-endpoints shows it. */
export function apiEndpointsOf({ id, region }: Cluster) {
  const name = `${id}.${region}.linodelke.example`;
  return [443, 6443].map((port) => ({ endpoint: `https://${name}:${port}` }));
}

function toNodes(clusterId: number, { id, count, tired = 0 }: Pool) {
  return Array.from({ length: count }, (_, index) => ({
    id: `${clusterId}-${id}-${(id * 4099 + index * 65_537).toString(16)}`,
    instance_id: null,
    status: index < tired ? 'not_ready' : 'ready',
  }));
}

function toAutoscaler({ count, grow }: Pool) {
  const [min, max] = grow ?? [count, count];
  return { enabled: grow !== undefined, min, max };
}

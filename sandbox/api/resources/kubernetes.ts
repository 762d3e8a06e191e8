import {
  apiEndpointsOf,
  clusters,
  kubernetesVersions,
  poolsOf,
  toClusterAnswer,
} from '../../world/kubernetes.ts';
import type { Endpoint, SignedCall } from '../endpoint.ts';
import { plainList, plainReads } from '../plain-reads.ts';
import { parentOf, visible } from '../visible.ts';

const scope = 'lke:read_only';

export const kubernetesEndpoints: readonly Endpoint[] = [
  ...plainReads({
    path: '/lke/clusters',
    scope,
    filterable: ['k8s_version', 'label', 'region', 'tags', 'tier'],
    rows: (call) => clustersFor(call).map((cluster) => toClusterAnswer(cluster, call.world)),
  }),
  ...plainReads({
    path: '/lke/clusters/:id/pools',
    scope,
    filterable: ['id', 'tags'],
    rows: (call) => poolsOf(parentOf(call, clustersFor(call))),
  }),
  plainList({
    path: '/lke/clusters/:id/api-endpoints',
    scope,
    rows: (call) => apiEndpointsOf(parentOf(call, clustersFor(call))),
  }),
  ...plainReads({ path: '/lke/versions', scope, rows: () => kubernetesVersions }),
];

function clustersFor(call: SignedCall) {
  return visible(call, clusters, 'never granted');
}

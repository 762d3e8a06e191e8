import { readData } from '../data/read-data.ts';
import { daysBefore } from './clock.ts';
import { regions } from './region.ts';
import type { World } from './world.ts';

/** A bucket of Object Storage; it has no id but its region and its label. */
export type Bucket = {
  readonly account: string;
  readonly label: string;
  readonly region: string;
  readonly objects: number;
  readonly size: number;
  readonly daysOld: number;
  readonly endpoint: 'E0' | 'E1' | 'E2' | 'E3';
};

export const buckets = readData<readonly Bucket[]>('buckets.json');

/** The clusters as GET /object-storage/clusters shows them: one in each region that can. */
export const storageClusters = regions
  .filter(({ capabilities }) => capabilities.includes('Object Storage'))
  .map(({ id: region }) => {
    const id = `${region}-1`;
    const domain = `${id}.linodeobjects.example`;
    return { id, region, domain, static_site_domain: `website-${domain}`, status: 'available' };
  });

/** The one endpoint of a region. */
export function endpointOf(region: string) {
  return { id: region, endpoint_type: 'E1', s3_endpoint: `${region}-1.linodeobjects.example` };
}

/** As GET /object-storage/endpoints shows them; one region has none yet. */
export const storageEndpoints = storageClusters.map(({ region }, index) => {
  const { id: _id, ...endpoint } = endpointOf(region);
  return { region, ...endpoint, ...(index === 1 && { s3_endpoint: null, endpoint_type: 'E3' }) };
});

const limits = [
  ['Number of Buckets', 'bucket', 1000],
  ['Number of Objects', 'object', 100_000_000],
  ['Total Capacity', 'byte', 109_951_162_777_600],
] as const;

/** As GET /object-storage/quotas shows them: three of each endpoint. */
export const storageQuotas = storageClusters.flatMap(({ region }) => {
  const { id: _id, ...endpoint } = endpointOf(region);
  return limits.map(([name, metric, limit]) => ({
    ...endpoint,
    quota_id: `obj-${metric}s-${endpoint.s3_endpoint}`,
    quota_name: name,
    quota_limit: limit,
    resource_metric: metric,
    description: `Current ${name.toLowerCase()} per account, per endpoint`,
  }));
});

/** A bucket as GET /object-storage/buckets shows it. */
export function toBucketAnswer({ account: _account, ...bucket }: Bucket, { startedAt }: World) {
  const { daysOld, endpoint, ...kept } = bucket;
  const host = `${bucket.region}-1.linodeobjects.example`;
  return {
    ...kept,
    cluster: `${bucket.region}-1`,
    hostname: `${bucket.label}.${host}`,
    s3_endpoint: host,
    endpoint_type: endpoint,
    created: daysBefore(startedAt, daysOld),
  };
}

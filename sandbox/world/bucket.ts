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

import { createHash } from 'node:crypto';
import { readData } from '../data/read-data.ts';
import { endpointOf } from './bucket.ts';
import type { Owned } from './owned.ts';

type StorageKey = Owned & {
  readonly limited: boolean;
  readonly regions: readonly string[];
  readonly buckets: readonly (readonly [name: string, region: string, permissions: string])[];
};

const keys = readData<readonly StorageKey[]>('storage-keys.json');

/** The keys to an account's buckets, as GET /object-storage/keys shows them: without the secrets. */
export function storageKeysOf(owner: string) {
  return keys
    .filter(({ account }) => account === owner)
    .map(({ id, label, limited, regions, buckets }) => ({
      id,
      label,
      access_key: createHash('sha1').update(`sandbox key ${id}`).digest('hex').slice(0, 20),
      secret_key: '[REDACTED]',
      limited,
      regions: regions.map((region) => endpointOf(region)),
      bucket_access: limited ? buckets.map(toAccess) : null,
    }));
}

function toAccess([name, region, permissions]: StorageKey['buckets'][number]) {
  return { bucket_name: name, region, cluster: `${region}-1`, permissions };
}

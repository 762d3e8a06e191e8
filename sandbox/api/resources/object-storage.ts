import {
  buckets,
  storageClusters,
  storageEndpoints,
  storageQuotas,
  toBucketAnswer,
} from '../../world/bucket.ts';
import { storageKeysOf } from '../../world/storage-key.ts';
import { notFound } from '../api-error.ts';
import type { Endpoint, SignedCall } from '../endpoint.ts';
import { catalogue, plainList } from '../plain-reads.ts';

const path = '/object-storage/buckets';

/** No grant leads to Object Storage, so restricted users are turned away. */
const access = { scope: 'object_storage:read_only', users: 'unrestricted' } as const;

export const objectStorageEndpoints: readonly Endpoint[] = [
  ...catalogue({ path: '/object-storage/clusters', rows: storageClusters }),
  plainList({ ...access, path, rows: bucketsFor }),
  plainList({ ...access, path: '/object-storage/endpoints', rows: () => storageEndpoints }),
  plainList({
    ...access,
    path: '/object-storage/quotas',
    filterable: ['quota_name', 's3_endpoint'],
    rows: () => storageQuotas,
  }),
  plainList({
    ...access,
    path: '/object-storage/keys',
    rows: ({ caller }) => storageKeysOf(caller.user.account),
  }),
  plainList({ ...access, path: `${path}/:region`, rows: bucketsIn }),
  {
    ...access,
    method: 'GET',
    path: `${path}/:region/:label`,
    handle: (call: SignedCall) => {
      const bucket = bucketsIn(call).find(({ label }) => label === call.params['label']);
      if (!bucket) throw notFound();
      return bucket;
    },
  },
];

function bucketsFor({ world, caller }: SignedCall) {
  return buckets
    .filter(({ account }) => account === caller.user.account)
    .map((bucket) => toBucketAnswer(bucket, world));
}

function bucketsIn(call: SignedCall) {
  return bucketsFor(call).filter(({ region }) => region === call.params['region']);
}

import type { Linode } from './linode.ts';
import { findPlan } from './plan.ts';

const gb = 1024 ** 3;

/** What a Linode has sent this month in bytes, out of its quota in GB. */
export function transferOf({ id, type }: Linode) {
  const quota = findPlan(type)?.transfer ?? 0;
  return { billable: 0, quota, used: Math.round(((id % 41) / 100) * quota * gb) };
}

/** The network transfer of an account's Linodes in GB, pooled by region. */
export function pooledTransfer(linodes: readonly Linode[]) {
  const regions = [...new Set(linodes.map(({ region }) => region))].toSorted();
  return {
    ...sumOf(linodes),
    region_transfers: regions.map((id) => ({
      id,
      ...sumOf(linodes.filter(({ region }) => region === id)),
    })),
  };
}

function sumOf(linodes: readonly Linode[]) {
  const transfers = linodes.map(transferOf);
  const quota = transfers.reduce((sum, transfer) => sum + transfer.quota, 0);
  const used = transfers.reduce((sum, transfer) => sum + transfer.used, 0);
  return { billable: 0, quota, used: Math.round(used / gb) };
}

import { readData } from '../data/read-data.ts';

/** A region as GET /regions shows it. */
export type Region = {
  readonly id: string;
  readonly label: string;
  readonly country: string;
  readonly capabilities: readonly string[];
  readonly status: 'ok' | 'outage';
  readonly site_type: 'core' | 'distributed';
  readonly resolvers: { readonly ipv4: string; readonly ipv6: string };
};

/** Whether a constrained plan can be had in a region. A plan without a row can be had. */
export type Availability = {
  readonly region: string;
  readonly plan: string;
  readonly available: boolean;
};

export const regions = readData<readonly Region[]>('regions.json');

export const availability = readData<readonly Availability[]>('availability.json');

/** The region of this id. */
export function findRegion(id: unknown): Region | undefined {
  return regions.find((region) => region.id === id);
}

/** Whether a plan is sold out in a region. */
export function isSoldOut(plan: unknown, region: unknown): boolean {
  return availability.some((row) => row.plan === plan && row.region === region && !row.available);
}

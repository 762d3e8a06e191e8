import { account } from './collections/account.ts';
import { billing } from './collections/billing.ts';
import { catalogue } from './collections/catalogue.ts';
import { compute } from './collections/compute.ts';
import { monitoring } from './collections/monitoring.ts';
import { networking } from './collections/networking.ts';
import { prices } from './collections/prices.ts';
import { services } from './collections/services.ts';
import { storage } from './collections/storage.ts';
import type { Collection } from './collection.ts';

/** Every list there is, in the order of the index page. */
export const collections: readonly Collection[] = [
  ...compute,
  ...storage,
  ...networking,
  ...services,
  ...catalogue,
  ...prices,
  ...monitoring,
  ...account,
  ...billing,
];

const byName = new Map(collections.map((one) => [one.name, one]));

export function findCollection(name: unknown): Collection | undefined {
  return typeof name === 'string' ? byName.get(name) : undefined;
}

/** @throws {TypeError} for a list that is not declared. */
export function requireCollection(name: string): Collection {
  const found = findCollection(name);
  if (found === undefined) throw new TypeError(`${name} is no list`);
  return found;
}

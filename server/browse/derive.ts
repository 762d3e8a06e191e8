import type { Availability, Plan } from '../linode/catalogue-shapes.ts';
import { offer, priceIn } from '../linode/catalogue-shapes.ts';
import type { Catalogue } from '../linode/catalogue.ts';
import { LinodeError } from '../linode/errors.ts';
import { isSoldOut } from '../provisioning/offer.ts';
import { isOfRegion, type Collection, type Derived, type ListRow } from './collection.ts';

type Source = Pick<Catalogue, 'plans' | 'availability'>;
export type Derive = (row: ListRow) => ListRow;

/**
 * The collection with what other catalogues say of its rows. It is more of the same kind: shown,
 * filtered, ordered and exported as what Linode itself sends with them. While such a catalogue cannot
 * be had, the list is there without.
 */
export async function withDerived(
  source: Source,
  collection: Collection,
  region: string | undefined,
): Promise<Collection> {
  const { derived } = collection;
  if (derived === undefined) return collection;
  if (isOfRegion(collection) && region === undefined) return collection;
  const derive = await deriveOf(source, derived.by, region).catch(toNothing);
  const added = new Set(derived.columns.map(({ field }) => field));
  const kept = collection.columns.map((column) =>
    derived.instead?.includes(column.field) ? { ...column, show: 'file' as const } : column,
  );
  const [first, ...rest] = kept.filter(({ field }) => !added.has(field));
  if (first === undefined) return collection;
  return { ...collection, columns: [first, ...rest, ...derived.columns], derive };
}

async function deriveOf(
  source: Source,
  by: Derived['by'],
  region = '',
): Promise<Derive | undefined> {
  if (by === 'price') return toPriceIn(region);
  if (by === 'plans') return toSoldOut(await source.availability());
  const [plans, availability] = await Promise.all([source.plans(), source.availability()]);
  return toOffer(plans, availability, region);
}

function toNothing(error: unknown): undefined {
  if (!(error instanceof LinodeError)) throw error;
}

/** A plan's price in a region, and whether it can be had there now. */
function toOffer(
  plans: readonly Plan[],
  availability: readonly Availability[],
  region: string,
): Derive {
  const known = new Map<unknown, Plan>(plans.map((plan) => [plan.id, plan]));
  return (row) => {
    const plan = known.get(row['id']);
    if (plan === undefined) return row;
    const available = !isSoldOut(availability, plan.id, region);
    return { ...row, in_region: { region, ...priceIn(plan, region), available } };
  };
}

/** What a row with prices of its own costs in a region. */
function toPriceIn(region: string): Derive {
  return (row) => {
    const priced = offer.safeParse(row);
    return priced.success
      ? { ...row, in_region: { region, ...priceIn(priced.data, region) } }
      : row;
  };
}

/** How many plans a region has no room for now. */
function toSoldOut(availability: readonly Availability[]): Derive {
  const counts = new Map<unknown, number>();
  for (const { region, available } of availability)
    if (!available) counts.set(region, (counts.get(region) ?? 0) + 1);
  return (row) => ({ ...row, plans_sold_out: counts.get(row['id']) ?? 0 });
}

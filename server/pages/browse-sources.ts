import { isOfRegion, type Collection } from '../browse/collection.ts';
import type { ListDeps } from '../browse/list.ts';
import type { Visitor } from '../session/visitor.ts';
import type { Names } from './browse-view.ts';
import type { PageDeps } from './page-deps.ts';

/** Where the rows of a list come from, for one person. */
export function toListDeps({ catalogue }: PageDeps, { linode }: Visitor): ListDeps {
  return { linode, catalogue };
}

/** Without the list of regions none can be chosen; the rest of the page is there. */
export async function regionsFor({ catalogue }: PageDeps, declared: Collection) {
  return toMap(isOfRegion(declared) ? await catalogue.regions().catch(() => []) : []);
}

/** Catalogues in whose words the table speaks; without them it speaks Linode's. */
export async function namesFor(
  { catalogue }: PageDeps,
  { columns }: Pick<Collection, 'columns'>,
): Promise<Names> {
  const uses = (name: 'plans' | 'regions') => columns.some(({ names }) => names === name);
  const [plans, regions] = await Promise.all([
    uses('plans') ? catalogue.plans().catch(() => []) : [],
    uses('regions') ? catalogue.regions().catch(() => []) : [],
  ]);
  return { plans: toMap(plans), regions: toMap(regions) };
}

function toMap(all: readonly { id: string; label: string }[]): ReadonlyMap<string, string> {
  return new Map(all.map(({ id, label }) => [id, label]));
}

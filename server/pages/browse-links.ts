import { browseHref, type BrowseAddress } from '../../views/components/browse-href.ts';
import {
  isThingId,
  MAX_ID,
  valueAt,
  type Collection,
  type Column,
  type Link,
  type ListRow,
  type Row,
} from '../browse/collection.ts';
import { collections } from '../browse/collections.ts';
import { toParams, type Asked } from '../browse/query.ts';
import { paths } from '../paths.ts';

/** Where a list is, with all that is asked of it. */
export function toAddress(collection: Collection, asked: Asked): BrowseAddress {
  const { name, at: path = paths.browseList.to({ collection: name }) } = collection;
  return { path, params: toParams(asked) };
}

/** Where a value leads to; undefined where it leads nowhere. */
export function hrefOf(
  row: ListRow,
  column: Column,
  collection: Pick<Collection, 'name' | 'columns' | 'detail'>,
): string | undefined {
  const isFirst = collection.detail !== undefined && column === collection.columns[0];
  if (isFirst && column.link === undefined) {
    const id = idAt(row, 'id');
    return id === undefined ? undefined : hrefOfThing(collection.name, id);
  }
  if (column.link === undefined) return undefined;
  const { where } = column.link;
  if (where !== undefined && valueAt(row, where[0]) !== where[1]) return undefined;
  const id = idAt(row, column.link.id ?? column.field);
  if (id === undefined) return undefined;
  if (column.link.list !== undefined) return hrefOfList(column.link.to, column.link.list, id);
  if (column.link.to === 'linode') return paths.linode.to({ id });
  if (column.link.to === 'search') return paths.search.to({}, { q: String(id) });
  if (column.link.to === 'create') return hrefOfCreate(row, id);
  if (column.link.to === 'entity') return hrefOfEntity(row, column.link, id);
  return hrefOfThing(column.link.to, id);
}

/** The page of one thing; undefined for an id that no such page could have. */
function hrefOfThing(collection: string, id: string | number): string | undefined {
  return isThingId(String(id)) ? paths.browseItem.to({ collection, id }) : undefined;
}

/** The form with a plan chosen, and the region whose prices are shown. */
function hrefOfCreate(row: ListRow, id: string | number): string {
  const region = idAt(row, 'in_region.region');
  return paths.createLinode.to({}, { type: id, region });
}

/** The page of what events, tickets and the like are about; undefined where there is none. */
function hrefOfEntity(
  row: ListRow,
  { id: field = 'id' }: Link,
  id: string | number,
): string | undefined {
  const type = String(valueAt(row, field.replace(/id$/, 'type'))).toLowerCase();
  if (type === 'linode') return paths.linode.to({ id });
  const home = collections.find(({ detail }) => detail?.entity === type);
  return home && hrefOfThing(home.name, id);
}

/** Another list, with only those of this one. */
function hrefOfList(
  collection: string,
  { by, rows }: NonNullable<Link['list']>,
  id: string | number,
): string {
  const all: readonly Row[] = [[by, 'is', String(id)], ...rows];
  const numbered = all.flatMap(([field, operator, value], index) => [
    [`f${index + 1}`, field],
    [`o${index + 1}`, operator],
    [`v${index + 1}`, value],
  ]);
  return browseHref({
    path: paths.browseList.to({ collection }),
    params: Object.fromEntries(numbered),
  });
}

function idAt(row: ListRow, field: string): string | number | undefined {
  const id = valueAt(row, field);
  const isName = typeof id === 'string' && id !== '' && id.length <= MAX_ID;
  return typeof id === 'number' || isName ? id : undefined;
}

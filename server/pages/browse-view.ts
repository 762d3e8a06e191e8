import type { BrowseCell, BrowseColumn, BrowseList } from '../../views/components/browse-table.ts';
import { browseHref } from '../../views/components/browse-href.ts';
import { toCell } from '../browse/cells.ts';
import { isNumeric, type Collection, type Column, type ListRow } from '../browse/collection.ts';
import { isSortable, type Asked } from '../browse/query.ts';
import type { Page } from '../linode/paging.ts';
import { hrefOf, toAddress } from './browse-links.ts';

/** Better words for a value, by the catalogue that has them. */
export type Names = Readonly<Record<'plans' | 'regions', ReadonlyMap<string, string>>>;

export function tableColumns({ columns }: Collection): readonly Column[] {
  return columns.filter(({ show }) => show !== 'file');
}

export function toTable(
  collection: Collection,
  asked: Asked,
  { list, names }: { readonly list: Page<ListRow>; readonly names: Names },
): BrowseList {
  const columns = tableColumns(collection);
  return {
    columns: columns.map((column) => toHeader(collection, asked, column)),
    rows: list.data.map((row) =>
      columns.map((column) => toShown(row, column, { collection, names })),
    ),
    total: list.results,
    page: list.page,
    pages: list.pages,
    one: collection.one,
    many: collection.many,
  };
}

function toHeader(collection: Collection, asked: Asked, column: Column): BrowseColumn {
  const { header, show } = column;
  const common = {
    header,
    wide: show === 'wide' || show === 'page',
    numeric: isNumeric(column) && column.type !== 'id',
  };
  if (!isSortable(collection, column)) return common;
  const now = orderNow(collection, asked);
  const isSorted = now.field === column.field;
  const order = isSorted && now.direction === 'asc' ? 'desc' : 'asc';
  const sortHref = browseHref(toAddress(collection, asked), { sort: column.field, order });
  const sorted = now.direction === 'asc' ? ('ascending' as const) : ('descending' as const);
  return { ...common, sortHref, ...(isSorted && { sorted }) };
}

function orderNow({ order, lead, columns }: Collection, asked: Asked) {
  if (columns.some(({ field }) => field === asked.sort))
    return { field: asked.sort, direction: asked.order };
  // With something else put first, no column alone says how the list is sorted.
  const own = lead === undefined ? order : undefined;
  return own ?? { field: '', direction: 'asc' as const };
}

export interface Showing {
  readonly collection: Pick<Collection, 'name' | 'columns' | 'detail'>;
  readonly names: Names;
}

/** A value as it is shown, in a catalogue's words where there are such. */
export function toShown(row: ListRow, column: Column, { collection, names }: Showing): BrowseCell {
  const cell = toCell(column, row);
  const href = hrefOf(row, column, collection);
  const link = href === undefined ? {} : { href };
  if (column.words !== undefined && href !== undefined)
    return { kind: 'text', text: column.words, href };
  if (cell.kind === 'time') return { kind: 'time', text: cell.iso, ...link };
  if (cell.kind === 'status') return { kind: 'status', text: cell.status, ...link };
  if (cell.kind === 'list' || cell.kind === 'tags') return { ...cell, text: '', ...link };
  if (cell.kind === 'nothing')
    return cell.text === 'None' || href === undefined ? cell : { ...cell, ...link };
  const better = column.names === undefined ? undefined : names[column.names].get(cell.text);
  return { kind: 'text', text: better ?? cell.text, ...link };
}

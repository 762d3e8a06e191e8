import type { BrowseFilter } from '../../views/components/browse-filter.ts';
import type { BrowseCell, BrowseColumn, BrowseList } from '../../views/components/browse-table.ts';
import { browseHref, type BrowseAddress } from '../../views/components/browse-href.ts';
import { toCell } from '../browse/cells.ts';
import {
  isNumeric,
  typeOf,
  valueAt,
  type Collection,
  type Column,
  type Link,
  type ListRow,
  type Row,
} from '../browse/collection.ts';
import { collections } from '../browse/collections.ts';
import { filterableAtLinode } from '../browse/expert.ts';
import { MAX_LOOKED_AT } from '../browse/list.ts';
import { operatorWords } from '../browse/operators.ts';
import {
  filterColumns,
  isSortable,
  MAX_ROWS,
  takesExpert,
  toParams,
  type Asked,
} from '../browse/query.ts';
import type { Page } from '../linode/paging.ts';
import { paths } from '../paths.ts';

/** Better words for a value, by the catalogue that has them. */
export type Names = Readonly<Record<'plans' | 'regions', ReadonlyMap<string, string>>>;

const SPARE_ROWS = 2;

export function toAddress(collection: Collection, asked: Asked): BrowseAddress {
  const { name, at: path = paths.browseList.to({ collection: name }) } = collection;
  return { path, params: toParams(asked) };
}

/** The filter form as it was sent, with rows to spare. */
export function toFilterForm(
  collection: Collection,
  asked: Asked,
  regions: ReadonlyMap<string, string>,
): BrowseFilter {
  const { rows, q, expert, region = '' } = asked;
  const columns = filterColumns(collection);
  const shown = Math.min(MAX_ROWS, Math.max(SPARE_ROWS, rows.length + 1));
  const spare = Array.from({ length: shown }, () => ['', 'contains', ''] as const);
  return {
    address: toAddress(collection, asked),
    search: collection.search.length > 0 ? q : undefined,
    rows: columns.length === 0 ? [] : toRows([...rows, ...spare].slice(0, shown)),
    fields: columns.map(({ field, header }) => ({ value: field, label: header })),
    operators: Object.entries(operatorWords).map(([value, label]) => ({ value, label })),
    region: regions.size > 0 ? toRegionChoice(collection, region, regions) : undefined,
    match: asked.match,
    size: asked.size,
    sort: asked.sort,
    order: asked.order,
    expert: takesExpert(collection) ? expert : undefined,
    expertFields: filterableAtLinode(collection).map(({ field }) => field),
    filtered: rows.length > 0 || q !== '' || expert !== '',
    presets: toPresets(collection, asked),
    hint: hintOf(collection, columns),
  };
}

function toRegionChoice(
  { derived }: Collection,
  chosen: string,
  regions: ReadonlyMap<string, string>,
): BrowseFilter['region'] {
  const label = derived?.by === 'price' ? 'Prices in' : 'Prices and room in';
  return { label, chosen, options: toRegionOptions(regions) };
}

function toRegionOptions(regions: ReadonlyMap<string, string>) {
  return [...regions]
    .map(([value, label]) => ({ value, label: label === '' ? value : `${label} (${value})` }))
    .toSorted((one, other) => one.label.localeCompare(other.label, 'en'));
}

function toRows(rows: Asked['rows']): BrowseFilter['rows'] {
  return rows.map(([field, operator, value, group]) => ({
    field,
    operator,
    value,
    group: group === 'new',
  }));
}

function toPresets(collection: Collection, asked: Asked): BrowseFilter['presets'] {
  return (collection.presets ?? []).map(({ text, rows, sort = asked.sort }) => {
    const wanted = {
      ...asked,
      q: '',
      expert: '',
      match: 'all' as const,
      rows,
      sort,
      page: 1,
      chosen: true,
    };
    return {
      text,
      href: browseHref(toAddress(collection, wanted)),
      current: JSON.stringify(rows) === JSON.stringify(asked.rows),
    };
  });
}

function hintOf(collection: Collection, columns: readonly Column[]): string {
  const isOwn = ({ filter }: Column) => collection.catalogue !== undefined || filter === 'portal';
  const own = columns.filter(isOwn).map(({ header }) => header);
  const days = columns.some((column) => typeOf(column) === 'date')
    ? 'Days as 2026-11-22, “at least” meaning on that day or after.'
    : '';
  const who =
    collection.catalogue === undefined
      ? ownWords(own, columns.length)
      : 'Quayside keeps all of this list and filters it itself.';
  const capitals = capitalsWords(own.length, columns.length);
  return ['An empty row counts nothing.', days, who, capitals].filter(Boolean).join(' ');
}

/** Linode documents nothing of capitals; what is not known is not promised. */
function capitalsWords(own: number, all: number): string {
  const ownWay = 'capitals make no difference to “contains”, but do to “is”';
  if (own === all) return `Here ${ownWay}.`;
  const theirs = 'Linode does not say whether capitals make a difference to its own filters';
  return own === 0 ? `${theirs}.` : `${theirs}; in Quayside’s, ${ownWay}.`;
}

const reads = `reads the list and does, on a page up to ${MAX_LOOKED_AT.toLocaleString('en-US')} rows of it, in a file all`;

function ownWords(own: readonly string[], all: number): string {
  if (own.length === 0) return '';
  if (own.length === all) return `Linode cannot filter this list: Quayside ${reads}.`;
  return `Linode cannot filter by ${own.join(', ')}: for these Quayside ${reads}.`;
}

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

/** Where a value leads to; undefined where it leads nowhere. */
export function hrefOf(
  row: ListRow,
  column: Column,
  collection: Pick<Collection, 'name' | 'columns' | 'detail'>,
): string | undefined {
  const isFirst = collection.detail !== undefined && column === collection.columns[0];
  if (isFirst && column.link === undefined) {
    const id = idAt(row, 'id');
    return id === undefined ? undefined : paths.browseItem.to({ collection: collection.name, id });
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
  return paths.browseItem.to({ collection: column.link.to, id });
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
  return home && paths.browseItem.to({ collection: home.name, id });
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
  return typeof id === 'number' || (typeof id === 'string' && id !== '') ? id : undefined;
}

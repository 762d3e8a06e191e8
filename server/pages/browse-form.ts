import type { BrowseFilter } from '../../views/components/browse-filter.ts';
import { browseHref } from '../../views/components/browse-href.ts';
import { typeOf, type Collection, type Column } from '../browse/collection.ts';
import { filterableAtLinode } from '../browse/expert.ts';
import { MAX_LOOKED_AT } from '../browse/list.ts';
import { operatorWords } from '../browse/operators.ts';
import { filterColumns, MAX_ROWS, takesExpert, type Asked } from '../browse/query.ts';
import { toAddress } from './browse-links.ts';

const SPARE_ROWS = 2;

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

import { isNumeric, isOfRegion, type Collection, type Column, type Row } from './collection.ts';
import { allOf, anyOf, searchFilter, toFilter, type Condition, type Filter } from './compile.ts';
import { filterableAtLinode, readExpert, type Expert } from './expert.ts';
import { isOperator, isWrong, operatorsOf, operatorWords, readValue } from './operators.ts';

export const MAX_ROWS = 8;
export const sizes = [25, 50, 100] as const;

/** What an address asks of a list, as it was typed: it is shown again whatever is wrong with it. */
export interface Asked {
  readonly q: string;
  readonly rows: readonly Row[];
  readonly expert: string;
  /**
   * Whether a row of the list has to fit all filter rows, or one of them is enough. Where they stand
   * in groups it is said of each group: of `all`, one such group is enough; of `any`, each is needed.
   */
  readonly match?: 'all' | 'any' | undefined;
  /** A column's field; empty for the collection's own order. */
  readonly sort: string;
  readonly order: 'asc' | 'desc';
  readonly size: (typeof sizes)[number];
  readonly page: number;
  /** The region that prices and room are shown for, where a list can do that. */
  readonly region?: string | undefined;
  /** Nothing is left out by default: somebody has chosen the rows, even if none. */
  readonly chosen: boolean;
}

export interface Mistake {
  /** The parameter at fault. */
  readonly field: string;
  readonly text: string;
}

export interface Order {
  readonly field: string;
  readonly direction: 'asc' | 'desc';
}

/** What is asked, divided by who can do it. */
export interface Wish {
  /** For Linode. */
  readonly filter: Filter | undefined;
  readonly order: Order | undefined;
  /** For the portal, over all of what Linode sends. */
  readonly ownFilter: Filter | undefined;
  readonly ownOrder: Order | undefined;
  /** Headers of the columns that the portal filters by. */
  readonly ownColumns: readonly string[];
}

type Params = Readonly<Record<string, string>>;

/** Reads parameters: `q`, `f1 o1 v1 g1` and so on, `x_filter`, `sort`, `order`, `size`, `page`, `all`. */
export function readAsked(collection: Collection, params: Params): Asked {
  const rows = Array.from({ length: MAX_ROWS }, (_, index): Row => {
    const at = (name: string) => textIn(params, `${name}${index + 1}`);
    const row = [at('f'), at('o'), at('v')] as const;
    return at('g') === 'new' ? [...row, 'new'] : row;
  }).filter(([field, , value]) => field !== '' || value !== '');
  const chosen =
    Object.keys(params).some((name) => /^(?:f\d|q$|x_filter$|all$)/.test(name)) || rows.length > 0;
  const page = Number(textIn(params, 'page'));
  const region = isOfRegion(collection) ? textIn(params, 'region') : '';
  return {
    q: textIn(params, 'q'),
    rows: chosen ? rows : (collection.unlessAsked ?? []),
    expert: textIn(params, 'x_filter', 4000),
    match: textIn(params, 'match') === 'any' ? 'any' : 'all',
    sort: textIn(params, 'sort'),
    order: textIn(params, 'order') === 'desc' ? 'desc' : 'asc',
    size: sizes.find((size) => String(size) === params['size']) ?? 25,
    page: Number.isSafeInteger(page) && page >= 1 ? page : 1,
    chosen,
    ...(region !== '' && { region }),
  };
}

/** The parameters that give this list again; the first page needs no saying. */
export function toParams(asked: Asked): Readonly<Record<string, string | undefined>> {
  const { q, rows, expert, sort, order, size, page, chosen, region, match } = asked;
  const numbered = rows.flatMap(([field, operator, value, group], index) => [
    [`f${index + 1}`, field],
    [`o${index + 1}`, operator],
    [`v${index + 1}`, value],
    [`g${index + 1}`, group],
  ]);
  const isEmpty = q === '' && expert === '' && rows.length === 0;
  return {
    q,
    ...Object.fromEntries(numbered),
    match: match === 'any' ? match : undefined,
    x_filter: expert,
    region,
    all: chosen && isEmpty ? 'yes' : undefined,
    sort,
    order: sort === '' ? undefined : order,
    size: size === 25 ? undefined : String(size),
    page: page > 1 ? String(page) : undefined,
  };
}

/** Who does what of it; or every mistake in it, and then nobody is asked. */
export function readWish(
  collection: Collection,
  asked: Asked,
): Wish | { readonly mistakes: readonly Mistake[] } {
  const read = asked.rows.map((row, index) => readRow(collection, row, index + 1));
  const expert = asked.expert === '' ? null : readExpert(collection, asked.expert);
  const mistakes = read.filter((one) => 'text' in one);
  if (expert !== null && 'problem' in expert)
    return { mistakes: [...mistakes, { field: 'x_filter', text: expert.problem }] };
  if (mistakes.length > 0) return { mistakes };
  const conditions = read.filter((one) => 'column' in one);
  return divide(collection, asked, { groups: inGroups(conditions, asked.rows), expert });
}

/** The columns that a filter row may name. */
export function filterColumns(collection: Collection): readonly Column[] {
  return collection.columns.filter(({ filter }) => filter !== undefined);
}

function readRow(
  collection: Collection,
  [field, operator, text]: Row,
  number: number,
): Condition | Mistake {
  const column = filterColumns(collection).find((one) => one.field === field);
  if (column === undefined) return mistake('f', number, `Choose a field to filter by`);
  if (text === '')
    return mistake('v', number, `Enter what ${column.header} is to be compared with`);
  if (!isOperator(operator) || !operatorsOf(column).includes(operator)) {
    const words = operatorsOf(column).map((one) => `“${operatorWords[one]}”`);
    return mistake('o', number, `${column.header} can be filtered with ${words.join(', ')}`);
  }
  const value = readValue(column, text);
  return isWrong(value) ? mistake('v', number, value.problem) : { column, operator, value };
}

function mistake(letter: 'f' | 'o' | 'v', number: number, text: string): Mistake {
  return { field: `${letter}${number}`, text };
}

type Group = readonly Condition[];

/** There is one condition for each row. */
function inGroups(conditions: readonly Condition[], rows: readonly Row[]): readonly Group[] {
  const groups: Condition[][] = [];
  for (const [index, condition] of conditions.entries()) {
    if (index === 0 || rows[index]?.[3] === 'new') groups.push([condition]);
    else groups.at(-1)?.push(condition);
  }
  return groups;
}

interface Understood {
  readonly groups: readonly Group[];
  readonly expert: Expert | null;
}

/** A catalogue is at hand as a whole, so the portal does everything with it. */
function divide(collection: Collection, asked: Asked, { groups, expert }: Understood): Wish {
  const isOwn = ({ filter }: Column) => collection.catalogue !== undefined || filter === 'portal';
  const conditions = groups.flat();
  const own: Filter[] = [];
  const theirs: Filter[] = [];
  // Within an "or", the portal's part cannot be told apart from Linode's: one that is its own takes all.
  for (const part of toParts(groups, asked.match))
    (part.rows.some(({ column }) => isOwn(column)) ? own : theirs).push(part.filter);
  const search = searchFilter(collection, asked.q);
  const isSearchOwn = searchColumns(collection).some(isOwn);
  if (search !== undefined) (isSearchOwn ? own : theirs).push(search);
  if (expert !== null && Object.keys(expert.filter).length > 0)
    (collection.catalogue === undefined ? theirs : own).push(expert.filter);
  const ownColumns = [
    ...conditions.filter(({ column }) => isOwn(column)).map(({ column }) => column.header),
    ...(search !== undefined && isSearchOwn ? ['Search'] : []),
  ];
  return {
    filter: allOf(theirs),
    ownFilter: allOf(own),
    ownColumns: [...new Set(ownColumns)],
    ...orders(collection, asked, expert),
  };
}

interface FilterPart {
  readonly filter: Filter;
  readonly rows: Group;
}

/** What all has to hold: as many parts as can be told apart. */
function toParts(groups: readonly Group[], match: Asked['match']): readonly FilterPart[] {
  if (match === 'any') return groups.map((rows) => ({ filter: anyOf(rows.map(toFilter)), rows }));
  const [only = [], ...others] = groups;
  if (others.length === 0) return only.map((row) => ({ filter: toFilter(row), rows: [row] }));
  const whole = groups.map((rows) => allOf(rows.map(toFilter)) ?? {});
  return [{ filter: anyOf(whole), rows: groups.flat() }];
}

function searchColumns({ columns, search }: Collection): readonly Column[] {
  return columns.filter(({ field }) => search.includes(field));
}

function orders(collection: Collection, asked: Asked, expert: Expert | null) {
  const wanted = wantedOrder(collection, asked, expert);
  const { lead } = collection;
  // Of two with the same, the one that Linode sent first stays first.
  if (lead !== undefined && wanted === collection.order) return { order: wanted, ownOrder: lead };
  const column = collection.columns.find(({ field }) => field === wanted?.field);
  const isOwn = collection.catalogue !== undefined || column?.filter === 'portal';
  const isTheirs = wanted !== undefined && !isOwn;
  return {
    order: isTheirs ? wanted : undefined,
    ownOrder: wanted !== undefined && isOwn ? wanted : undefined,
  };
}

/** A column that was clicked, else what the expert wrote, else the collection's own order. */
function wantedOrder(collection: Collection, asked: Asked, expert: Expert | null) {
  const column = collection.columns.find(({ field }) => field === asked.sort);
  if (column !== undefined && isSortable(collection, column)) {
    const field = typeof column.orderBy === 'string' ? column.orderBy : column.field;
    return { field, direction: asked.order };
  }
  if (expert?.orderBy !== undefined) return { field: expert.orderBy, direction: expert.direction };
  return collection.order;
}

/** Linode orders by what it filters by; the portal by any plain column of a list that it reads whole. */
export function isSortable(collection: Collection, column: Column): boolean {
  if (column.orderBy !== undefined) return column.orderBy !== false;
  const isPlain = column.type !== 'list' && column.type !== 'tags';
  if (collection.catalogue !== undefined) return isPlain;
  if (column.filter === 'linode') return isPlain || isNumeric(column);
  return collection.unpaged === true && isPlain && column.filter === 'portal';
}

/** Whether raw X-Filter makes sense here. */
export function takesExpert(collection: Collection): boolean {
  return filterableAtLinode(collection).length > 0;
}

function textIn(params: Params, name: string, maxLength = 200): string {
  const value = Object.hasOwn(params, name) ? params[name] : '';
  return typeof value === 'string' ? value.trim().slice(0, maxLength) : '';
}

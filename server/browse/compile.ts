import { typeOf, type Collection, type Column } from './collection.ts';
import type { Operator, Value } from './operators.ts';

/** One filter row, read: a column, what is asked of it, and a value of its type. */
export interface Condition {
  readonly column: Column;
  readonly operator: Operator;
  readonly value: Value;
}

/** A condition as X-Filter writes it: fields, `+and`, `+or` and the operators below them. */
export type Filter = Readonly<Record<string, unknown>>;

const signs = {
  contains: '+contains',
  'is-not': '+neq',
  'more-than': '+gt',
  'at-least': '+gte',
  'less-than': '+lt',
  'at-most': '+lte',
} as const satisfies Partial<Record<Operator, string>>;

/** The filter that a row stands for. A day is a whole day: "at most the 22nd" includes its evening. */
export function toFilter({ column, operator, value }: Condition): Filter {
  const { field } = column;
  const isDay = typeOf(column) === 'date' && String(value).length === 10;
  if (isDay) return ofDay(field, operator, String(value));
  if (operator === 'is') return { [field]: value };
  return { [field]: { [signs[operator]]: value } };
}

function ofDay(field: string, operator: Operator, day: string): Filter {
  const start = `${day}T00:00:00`;
  const next = new Date(Date.parse(`${day}T00:00:00Z`) + 86_400_000).toISOString().slice(0, 19);
  switch (operator) {
    case 'more-than':
      return { [field]: { '+gte': next } };
    case 'at-least':
      return { [field]: { '+gte': start } };
    case 'less-than':
      return { [field]: { '+lt': start } };
    case 'at-most':
      return { [field]: { '+lt': next } };
    default:
      return { [field]: { '+gte': start, '+lt': next } };
  }
}

/** Quick search. One of the collection's search fields has it; a number can be an id, too. */
export function searchFilter(collection: Collection, text: string): Filter | undefined {
  if (text === '') return undefined;
  const parts = collection.search.flatMap((field): Filter[] => {
    const column = collection.columns.find((one) => one.field === field);
    if (column === undefined) return [];
    if (typeOf(column) !== 'id') return [{ [field]: { '+contains': text } }];
    return /^\d{1,15}$/.test(text) ? [{ [field]: Number(text) }] : [];
  });
  return anyOf(parts);
}

/** One filter that is content with any of them. */
export function anyOf([first = {}, ...others]: readonly Filter[]): Filter {
  return others.length === 0 ? first : { '+or': [first, ...others] };
}

/** One filter that asks for all of them; undefined when nothing is asked. */
export function allOf(filters: readonly Filter[]): Filter | undefined {
  if (filters.length <= 1) return filters[0];
  const names = filters.flatMap((filter) => Object.keys(filter));
  // Keys side by side are an "and" for Linode, as long as no key would have to stand twice.
  const isDistinct = new Set(names).size === names.length;
  return isDistinct ? Object.assign({}, ...filters) : { '+and': filters };
}

import { typeOf, type Column, type ColumnType } from './collection.ts';

/** What a filter row can ask, in the words of the page. */
export const operatorWords = {
  contains: 'contains',
  is: 'is',
  'is-not': 'is not',
  'more-than': 'more than',
  'at-least': 'at least',
  'less-than': 'less than',
  'at-most': 'at most',
} as const;

export type Operator = keyof typeof operatorWords;

export function isOperator(value: unknown): value is Operator {
  return typeof value === 'string' && Object.hasOwn(operatorWords, value);
}

const comparing = ['more-than', 'at-least', 'less-than', 'at-most'] as const;
const numeric: readonly Operator[] = ['is', 'is-not', ...comparing];

const operatorsOfType: Readonly<Record<ColumnType, readonly Operator[]>> = {
  text: ['contains', 'is', 'is-not'],
  prose: ['contains'],
  id: numeric,
  number: numeric,
  bytes: numeric,
  megabytes: numeric,
  gigabytes: numeric,
  money: numeric,
  date: ['is', ...comparing],
  boolean: ['is', 'is-not'],
  status: ['is', 'is-not'],
  list: ['contains', 'is'],
  tags: ['contains', 'is'],
};

export function operatorsOf(column: Column): readonly Operator[] {
  return operatorsOfType[typeOf(column)];
}

export type Value = string | number | boolean;

/** A typed value out of a person's text, or what is wrong with that text. */
export function readValue(column: Column, text: string): Value | { readonly problem: string } {
  const type = typeOf(column);
  if (type === 'boolean') return readBoolean(column, text);
  if (type === 'date') return readDate(column, text);
  if (type === 'status') return text.toLowerCase().replaceAll(' ', '_');
  if (type === 'text' || type === 'prose' || type === 'list' || type === 'tags') return text;
  const number = Number(text.replaceAll(/(?<=\d),(?=\d{3}\b)/g, ''));
  if (Number.isFinite(number)) return number;
  return { problem: `${column.header} is compared with a number, such as 25` };
}

function readBoolean(column: Column, text: string): Value | { readonly problem: string } {
  const word = text.toLowerCase();
  if (word === 'yes' || word === 'true') return true;
  if (word === 'no' || word === 'false') return false;
  return { problem: `${column.header} is yes or no` };
}

/** A day, or an instant in UTC as Linode writes it. */
function readDate(column: Column, text: string): Value | { readonly problem: string } {
  const [day = '', clock] = text.replace(/Z$/, '').split(/[T ]/, 2);
  const isForm = /^\d{4}-\d\d-\d\d$/.test(day) && /^\d\d:\d\d(?::\d\d)?$/.test(clock ?? '00:00');
  const instant = new Date(`${day}T${clock ?? '00:00'}Z`);
  // The parser takes the 31st of February for a day in March.
  const isReal = !Number.isNaN(instant.getTime()) && instant.toISOString().startsWith(day);
  if (!isForm || !isReal)
    return { problem: `${column.header} is compared with a day, such as 2026-11-22` };
  return clock === undefined ? day : instant.toISOString().slice(0, 19);
}

export function isWrong(
  read: Value | { readonly problem: string },
): read is { readonly problem: string } {
  return typeof read === 'object';
}

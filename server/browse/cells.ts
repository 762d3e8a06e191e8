import { shownText } from '../shown-text.ts';
import {
  isRecord,
  typeOf,
  valueAt,
  type Column,
  type ColumnType,
  type ListRow,
} from './collection.ts';

/** One value, ready to be shown. */
export type Cell =
  | { readonly kind: 'text'; readonly text: string; readonly numeric?: true }
  | { readonly kind: 'time'; readonly iso: string }
  | { readonly kind: 'status'; readonly status: string }
  | { readonly kind: 'list'; readonly items: readonly string[]; readonly more: number }
  | { readonly kind: 'tags'; readonly items: readonly string[]; readonly more: number }
  | { readonly kind: 'nothing'; readonly text: string };

const MAX_TEXT = 160;
const MAX_PROSE = 20_000;
const MAX_ITEMS = 6;
const MAX_TEXTS = 50;

/** Whatever Linode sent where `column` is: what is odd is shown as it is, and nothing breaks a page. */
export function toCell(column: Column, row: ListRow): Cell {
  const value = valueAt(row, column.field);
  if (value === undefined) return { kind: 'nothing', text: 'Not reported' };
  if (value === null || value === '') return { kind: 'nothing', text: 'None' };
  const type = typeOf(column);
  if (Array.isArray(value)) return toList(type, value);
  if (typeof value === 'object') return { kind: 'text', text: cut(inWords(value)) };
  return toSingle(type, value);
}

function toList(type: ColumnType, values: readonly unknown[]): Cell {
  if (values.length === 0) return { kind: 'nothing', text: 'None' };
  const items = values.slice(0, MAX_ITEMS).map((value) => cut(inWords(value)));
  return { kind: type === 'tags' ? 'tags' : 'list', items, more: values.length - items.length };
}

function toSingle(type: ColumnType, value: unknown): Cell {
  if (type === 'prose') return { kind: 'text', text: cut(plain(value), MAX_PROSE) };
  if (type === 'date' && typeof value === 'string') return { kind: 'time', iso: cut(value) };
  if (type === 'status') return { kind: 'status', status: cut(plain(value)) };
  if (typeof value === 'number')
    return { kind: 'text', text: formats[type]?.(value) ?? String(value), numeric: true };
  return { kind: 'text', text: cut(inWords(value)) };
}

/** What stands in no format: a thing by its label, else by its fields. */
function inWords(value: unknown): string {
  if (value === null || value === '') return 'None';
  if (typeof value === 'string') return value;
  if (typeof value === 'boolean') return value ? 'Yes' : 'No';
  if (Array.isArray(value)) return value.map(inWords).join(', ') || 'None';
  if (!isRecord(value)) return JSON.stringify(value);
  const { label } = value;
  if (typeof label === 'string' && label !== '') return label;
  const fields = Object.entries(value).map(([name, field]) => `${name}: ${inWords(field)}`);
  return fields.join(', ') || 'None';
}

const formats: Partial<Record<ColumnType, (value: number) => string>> = {
  number: (value) => value.toLocaleString('en-US'),
  money: (value) =>
    value.toLocaleString('en-US', {
      style: 'currency',
      currency: 'USD',
      maximumFractionDigits: 4,
    }),
  bytes: (value) => sized(value, 0),
  megabytes: (value) => sized(value, 2),
  gigabytes: (value) => sized(value, 3),
};

const units = ['bytes', 'KB', 'MB', 'GB', 'TB', 'PB'] as const;

function sized(value: number, unit: number): string {
  if (value >= 1024 && unit < units.length - 1) return sized(value / 1024, unit + 1);
  return `${value.toLocaleString('en-US', { maximumFractionDigits: 1 })} ${units[unit]}`;
}

/** For a file: whole, unformatted, times with their zone. */
export function toFileValue(column: Column, row: ListRow): string | number {
  const value = valueAt(row, column.field) ?? '';
  if (typeof value === 'number') return value;
  if (Array.isArray(value)) return value.map((one) => plain(one ?? '')).join('; ');
  const isInstant = typeOf(column) === 'date' && /^\d{4}-\d\d-\d\dT[\d:.]+$/.test(plain(value));
  return isInstant ? `${plain(value)}Z` : plain(value);
}

function plain(value: unknown): string {
  if (typeof value === 'string') return value;
  return JSON.stringify(value) ?? '';
}

function cut(text: string, length = MAX_TEXT): string {
  return shownText(text, length);
}

/** A text of a row, cut to what a page can hold; empty where there is none. */
export function textAt(row: ListRow, field: string): string {
  const value = valueAt(row, field) ?? '';
  return value === '' ? '' : cut(inWords(value));
}

/** A list of texts of a row; empty where there is none. */
export function textsAt(row: ListRow, field: string): readonly string[] {
  const value = valueAt(row, field);
  return Array.isArray(value) ? value.slice(0, MAX_TEXTS).map((one) => cut(inWords(one))) : [];
}

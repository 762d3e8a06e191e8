import { isNumeric, isRecord, type Collection, type Column } from './collection.ts';
import type { Filter } from './compile.ts';

export interface Expert {
  readonly filter: Filter;
  readonly orderBy?: string;
  readonly direction: 'asc' | 'desc';
}

const MAX_DEPTH = 6;
const MAX_COMPARISONS = 50;
const texts = new Set(['+contains']);
const comparisons = new Set(['+gt', '+gte', '+lt', '+lte']);
const signs = ['+contains', '+neq', '+gt', '+gte', '+lt', '+lte', '+or', '+and'];

/** Thrown within this file for the first mistake found. */
class Mistake extends Error {
  override readonly name = 'Mistake';
}

/** The columns whose fields Linode can filter by. */
export function filterableAtLinode({ columns }: Collection): readonly Column[] {
  return columns.filter(({ filter }) => filter === 'linode');
}

/** Raw X-Filter, understood before Linode is asked; or what is wrong with it, in a sentence. */
export function readExpert(
  collection: Collection,
  text: string,
): Expert | { readonly problem: string } {
  try {
    return read(collection, text);
  } catch (error) {
    if (error instanceof Mistake) return { problem: error.message };
    throw error;
  }
}

function read(collection: Collection, text: string): Expert {
  const raw = parse(text);
  const columns = new Map(filterableAtLinode(collection).map((one) => [one.field, one]));
  const { '+order_by': orderBy, '+order': direction = 'asc', ...filter } = raw;
  if (direction !== 'asc' && direction !== 'desc')
    throw new Mistake('X-Filter: +order is "asc" or "desc"');
  if (raw['+order'] !== undefined && orderBy === undefined)
    throw new Mistake('X-Filter: +order needs +order_by beside it');
  checkNode(filter, { columns, left: { comparisons: MAX_COMPARISONS } }, 1);
  if (orderBy === undefined) return { filter, direction };
  if (typeof orderBy !== 'string') throw new Mistake('X-Filter: +order_by is the name of a field');
  const column = columns.get(orderBy);
  if (column === undefined) throw unknownField(orderBy, columns, 'order by');
  if (column.orderBy === false) throw new Mistake(`X-Filter: Linode cannot order by ${orderBy}`);
  return { filter, orderBy, direction };
}

interface Known {
  readonly columns: ReadonlyMap<string, Column>;
  readonly left: { comparisons: number };
}

function parse(text: string): Filter {
  try {
    const raw: unknown = JSON.parse(text);
    if (isRecord(raw)) return raw;
  } catch (error) {
    const detail = error instanceof Error ? error.message : '';
    throw new Mistake(`X-Filter is not JSON: ${detail}`);
  }
  throw new Mistake('X-Filter is a JSON object, such as {"label": {"+contains": "web"}}');
}

function checkNode(node: unknown, known: Known, depth: number): void {
  if (!isRecord(node)) throw new Mistake('X-Filter: +and and +or hold objects in a list');
  checkDepth(depth);
  for (const [name, wanted] of Object.entries(node)) {
    if (name === '+and' || name === '+or') {
      for (const part of listIn(name, wanted)) checkNode(part, known, depth + 1);
    } else {
      checkField(name, wanted, { known, depth });
    }
  }
}

function checkDepth(depth: number): void {
  if (depth > MAX_DEPTH) throw new Mistake(`X-Filter is nested deeper than ${MAX_DEPTH} levels`);
}

interface Place {
  readonly known: Known;
  readonly depth: number;
}

function checkField(name: string, wanted: unknown, { known, depth }: Place): void {
  if (name === '+order_by' || name === '+order')
    throw new Mistake(`X-Filter: ${name} stands at the outermost level`);
  if (name.startsWith('+'))
    throw new Mistake(
      `X-Filter: ${named(name)} is not known here; +and and +or combine, other operators stand inside a field`,
    );
  const column = known.columns.get(name);
  if (column === undefined) throw unknownField(name, known.columns, 'filter on');
  checkWanted(column, wanted, { known, depth });
}

function checkWanted(column: Column, wanted: unknown, { known, depth }: Place): void {
  if (Array.isArray(wanted))
    throw new Mistake(
      `X-Filter: ${column.field} takes one value; several stand in {"+or": [one, another]}`,
    );
  known.left.comparisons -= 1;
  if (known.left.comparisons < 0)
    throw new Mistake(`X-Filter makes more than ${MAX_COMPARISONS} comparisons`);
  if (!isRecord(wanted)) return checkValue(column, wanted, '');
  checkDepth(depth);
  if (Object.keys(wanted).length === 0)
    throw new Mistake(`X-Filter: ${column.field} is an empty object, which asks for nothing`);
  for (const [sign, operand] of Object.entries(wanted)) {
    if (!signs.includes(sign))
      throw new Mistake(
        `X-Filter: ${named(sign)} is no operator; Linode knows ${signs.join(', ')}`,
      );
    if (sign === '+or' || sign === '+and')
      for (const part of listIn(sign, operand))
        checkWanted(column, part, { known, depth: depth + 1 });
    else checkValue(column, operand, sign);
  }
}

/** A name as it was typed, as far as a sentence can hold it. */
function named(name: string): string {
  return name.length > 60 ? `${name.slice(0, 60)}…` : name;
}

function checkValue(column: Column, value: unknown, sign: string): void {
  const { field } = column;
  if (Array.isArray(value) || isRecord(value))
    throw new Mistake(`X-Filter: ${sign} of ${field} takes one value`);
  if (texts.has(sign) && typeof value !== 'string')
    throw new Mistake(`X-Filter: ${sign} of ${field} takes text in double quotes`);
  if (comparisons.has(sign) && typeof value !== 'number' && typeof value !== 'string')
    throw new Mistake(`X-Filter: ${sign} of ${field} takes a number or an instant`);
  if (isNumeric(column) && typeof value === 'string' && !texts.has(sign))
    throw new Mistake(`X-Filter: ${field} is a number, without quotes`);
  if (column.type === 'boolean' && typeof value !== 'boolean')
    throw new Mistake(`X-Filter: ${field} is true or false, without quotes`);
}

function listIn(name: string, value: unknown): readonly unknown[] {
  if (Array.isArray(value) && value.length > 0) return value;
  throw new Mistake(`X-Filter: ${name} takes a list in [ ] that is not empty`);
}

function unknownField(name: string, columns: Known['columns'], act: string): Mistake {
  const fields = [...columns.keys()].join(', ');
  return new Mistake(`X-Filter: Linode cannot ${act} ${named(name)} here. It can by: ${fields}`);
}

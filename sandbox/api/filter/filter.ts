import { badRequest } from '../api-error.ts';
import { compare, readCondition, valuesAt } from './condition.ts';
import type { Row } from './condition.ts';

export type Select = (rows: readonly Row[]) => readonly Row[];

/** Compiles an X-Filter header into a selection over rows; throws 400 for a bad one. */
export function readFilter(
  header: string | string[] | undefined,
  fields: readonly string[],
): Select {
  if (header === undefined) return (rows) => rows;
  const { '+order_by': orderBy, '+order': order = 'asc', ...rest } = parse(String(header));
  const condition = readCondition(rest, fields);
  const sort = readOrder(orderBy, order, fields);
  return (rows) => sort(rows.filter(condition));
}

function readOrder(orderBy: unknown, order: unknown, fields: readonly string[]): Select {
  if (orderBy === undefined) return (rows) => rows;
  if (typeof orderBy !== 'string') throw badRequest('Could not apply filter', 'X-Filter');
  if (!fields.includes(orderBy)) throw badRequest(`Cannot order by ${orderBy}`, 'X-Filter');
  if (order !== 'asc' && order !== 'desc') throw badRequest('Could not apply filter', 'X-Filter');
  const sign = order === 'asc' ? 1 : -1;
  return (rows) =>
    rows.toSorted((a, b) => sign * compare(valuesAt(a, orderBy)[0], valuesAt(b, orderBy)[0]));
}

function parse(header: string): Record<string, unknown> {
  try {
    const filter: unknown = JSON.parse(header);
    if (typeof filter === 'object' && filter !== null && !Array.isArray(filter))
      return { ...filter };
  } catch {
    // Falls through to the same refusal as JSON that is no object.
  }
  throw badRequest('Could not apply filter', 'X-Filter');
}

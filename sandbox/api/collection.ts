import { badRequest, notFound } from './api-error.ts';
import type { Call } from './endpoint.ts';
import { readFilter } from './filter/filter.ts';
import type { Row } from './filter/condition.ts';

/** One page of rows: filtered by X-Filter over the fields named filterable, then cut. */
export function collection(call: Call, rows: readonly Row[], filterable: readonly string[]) {
  const select = readFilter(call.headers['x-filter'], filterable);
  const selected = select(rows);
  const page = readNumber(call.query.get('page') ?? '1');
  const size = readNumber(call.query.get('page_size') ?? '100');
  if (page < 1) throw badRequest('Must be 1 or greater', 'page');
  if (size < 25 || size > 500) throw badRequest('Must be 25-500', 'page_size');
  const pages = Math.max(1, Math.ceil(selected.length / size));
  if (page > pages) throw notFound();
  const data = selected.slice((page - 1) * size, page * size);
  return { data, page, pages, results: selected.length };
}

/** The number a parameter stands for; 0, which every bound refuses, when it is none. */
function readNumber(text: string): number {
  return /^\d{1,9}$/.test(text) ? Number(text) : 0;
}

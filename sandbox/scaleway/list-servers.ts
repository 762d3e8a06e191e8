import type { OutgoingHttpHeaders } from 'node:http';
import { invalidArgument } from './scaleway-error.ts';
import { states } from './servers.ts';
import type { Server } from './servers.ts';

const orders = [
  'creation_date_desc',
  'creation_date_asc',
  'modification_date_desc',
  'modification_date_asc',
] as const;

/** One page of a zone's servers; the count is in a header alone, the links are relative. */
export function listServers(
  all: readonly Server[],
  query: URLSearchParams,
): { body: { servers: readonly Server[] }; headers: OutgoingHttpHeaders } {
  const page = readNumber(query, 'page', { fallback: 1, max: Infinity });
  const perPage = readNumber(query, 'per_page', { fallback: 50, max: 100 });
  const order = readChoice(query, 'order', orders) ?? orders[0];
  const found = sorted(all.filter(matcher(query)), order);
  const start = (page - 1) * perPage;
  return {
    body: { servers: found.slice(start, start + perPage) },
    headers: {
      'X-Total-Count': String(found.length),
      Link: links({ page, perPage, order, last: Math.max(1, Math.ceil(found.length / perPage)) }),
    },
  };
}

function matcher(query: URLSearchParams): (server: Server) => boolean {
  const name = query.get('name');
  const state = readChoice(query, 'state', states);
  const tags = query.get('tags')?.split(',').filter(Boolean) ?? [];
  return (server) =>
    (name === null || server.name.includes(name)) &&
    (state === undefined || server.state === state) &&
    tags.every((tag) => server.tags.includes(tag));
}

function sorted(list: readonly Server[], order: (typeof orders)[number]): Server[] {
  const field = order.startsWith('creation') ? 'creation_date' : 'modification_date';
  const rising = list.toSorted((a, b) => a[field].localeCompare(b[field]));
  return order.endsWith('desc') ? rising.toReversed() : rising;
}

type Place = {
  readonly page: number;
  readonly perPage: number;
  readonly order: string;
  readonly last: number;
};

/** As recorded: below the zone, without the prefix of the address that was asked. */
function links({ page, perPage, order, last }: Place): string {
  const link = (rel: string, n: number) =>
    `</servers?page=${n}&per_page=${perPage}&order=${order}>; rel="${rel}"`;
  return [
    ...(page > 1 ? [link('first', 1), link('previous', page - 1)] : []),
    ...(page < last ? [link('next', page + 1)] : []),
    link('last', last),
  ].join(',');
}

function readNumber(
  query: URLSearchParams,
  name: string,
  { fallback, max }: { readonly fallback: number; readonly max: number },
): number {
  const text = query.get(name);
  if (text === null) return fallback;
  const value = Number(text);
  if (Number.isInteger(value) && value >= 1 && value <= max) return value;
  throw invalidArgument(
    name,
    `must be a whole number from 1${max === Infinity ? '' : ` to ${max}`}`,
  );
}

function readChoice<const Choice extends string>(
  query: URLSearchParams,
  name: string,
  choices: readonly Choice[],
): Choice | undefined {
  const text = query.get(name);
  if (text === null) return undefined;
  const choice = choices.find((one) => one === text);
  if (choice === undefined) throw invalidArgument(name, `must be one of ${choices.join(', ')}`);
  return choice;
}

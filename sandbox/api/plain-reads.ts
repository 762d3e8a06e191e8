import { notFound } from './api-error.ts';
import { collection } from './collection.ts';
import type { PublicEndpoint, SignedCall, UserEndpoint } from './endpoint.ts';
import type { Row } from './filter/condition.ts';

type Plain = Pick<UserEndpoint, 'path' | 'beta' | 'scope' | 'users' | 'limit'> & {
  /** Nothing can be filtered on unless named here. */
  readonly filterable?: readonly string[];
  /** What is there for this caller. */
  readonly rows: (call: SignedCall) => readonly Row[];
  /** The field that the path of one row ends in; `id` unless named. */
  readonly key?: string;
};

/** The two plain reads of a resource: its list, and one of it. */
export function plainReads(plain: Plain): readonly UserEndpoint[] {
  return [plainList(plain), plainOne(plain)];
}

/** The list of a resource. */
export function plainList({ rows, filterable = [], key: _key, ...place }: Plain): UserEndpoint {
  const handle = (call: SignedCall) => collection(call, rows(call), filterable);
  return { limit: 'list', ...place, method: 'GET', handle };
}

/** One of a resource. */
export function plainOne({ path, rows, key = 'id', ...rest }: Plain): UserEndpoint {
  const { filterable: _filterable, limit: _limit, ...access } = rest;
  return {
    ...access,
    method: 'GET',
    path: `${path}/:item`,
    handle: (call) => pick(rows(call), key, call.params['item']),
  };
}

type Catalogue = Pick<PublicEndpoint, 'path'> & {
  readonly filterable?: readonly string[];
  readonly rows: readonly Row[];
};

/** The two reads of what everybody may see, signed in or not. */
export function catalogue({ path, rows, filterable = [] }: Catalogue): readonly PublicEndpoint[] {
  const open = { method: 'GET', scope: 'public' } as const;
  return [
    { ...open, path, limit: 'list', handle: (call) => collection(call, rows, filterable) },
    { ...open, path: `${path}/:item`, handle: ({ params }) => pick(rows, 'id', params['item']) },
  ];
}

function pick(rows: readonly Row[], key: string, item: string | undefined): Row {
  const row = rows.find((candidate) => String(candidate[key]) === item);
  if (!row) throw notFound();
  return row;
}

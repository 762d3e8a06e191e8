import { paths } from '../../server/paths.ts';

export interface ScalewayQuery {
  /** Part of a name. */
  readonly name: string;
  readonly zone: string;
  readonly state: string;
  readonly tag: string;
  readonly sort: 'name' | 'zone' | 'state';
  readonly order: 'asc' | 'desc';
  readonly size: 25 | 50 | 100;
  readonly page: number;
}

/** The list with the same filters and what differs; the first page needs no saying. */
export function scalewayHref(query: ScalewayQuery, change: Partial<ScalewayQuery>): string {
  const { page, ...rest } = { ...query, ...change };
  return paths.scaleway.to({}, { ...rest, page: page > 1 ? page : undefined });
}

/** The whole filtered list as a file: every page of it, in the order on screen. */
export function scalewayExport(query: ScalewayQuery, format: 'csv' | 'json'): string {
  const { page: _page, size: _size, ...filters } = query;
  return paths.scaleway.to({}, { ...filters, format });
}

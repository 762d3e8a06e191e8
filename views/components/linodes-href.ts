import { paths } from '../../server/paths.ts';

export interface LinodesQuery {
  readonly label: string;
  readonly region: string;
  readonly tag: string;
  readonly ip: string;
  readonly status: string;
  readonly sort: 'label' | 'region' | 'created';
  readonly order: 'asc' | 'desc';
  readonly size: 25 | 50 | 100;
  readonly page: number;
}

/** The list with the same filters and what differs; the first page needs no saying. */
export function linodesHref(query: LinodesQuery, change: Partial<LinodesQuery>): string {
  const { page, ...rest } = { ...query, ...change };
  return paths.linodes.to({}, { ...rest, page: page > 1 ? page : undefined });
}

import { withQuery, type Query } from '../../server/paths.ts';

/** A list's address: its path and every parameter that makes it this list, the page left out. */
export interface BrowseAddress {
  readonly path: string;
  readonly params: Query;
}

/** The same list and what differs; it begins at its first page unless one is named. */
export function browseHref({ path, params }: BrowseAddress, change: Query = {}): string {
  return withQuery(path, { ...params, page: undefined, ...change });
}

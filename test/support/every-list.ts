import type { Collection } from '../../server/browse/collection.ts';
import { collections } from '../../server/browse/collections.ts';
import { isListPart } from '../../server/browse/parts.ts';

/** The lists whose things have a page of their own. */
export const things: readonly Collection[] = collections.filter(
  ({ detail }) => detail !== undefined,
);

const parts = things.flatMap(({ name, detail }) =>
  (detail?.parts ?? []).filter(isListPart).map((part) => `/browse/${name}/1/${part.name}`),
);

/** Where every list of Linode's is, those included that belong to one thing, which is 1. */
export const listPaths: readonly string[] = [
  ...collections.map(({ name }) => `/browse/${name}`),
  ...parts,
];

import type { Collection, ListPart, Part } from './collection.ts';

/** Whether it lies below the thing's own path, and has a page of its own. */
export function isListPart(part: Part): part is ListPart {
  return 'path' in part;
}

/** The list of what belongs to one thing, as a collection like every other. */
export function partOf(
  { group, scope, need }: Collection,
  part: ListPart,
  { path, at }: { readonly path: string; readonly at: string },
): Collection {
  const access = { scope, ...(need !== undefined && { need }) };
  return { search: [], about: '', ...access, ...part, group, path: path + part.path, at };
}

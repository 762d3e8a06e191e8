import { betaOf, toAsciiJson } from '../linode/transport.ts';
import type { Collection } from './collection.ts';
import { toXFilter } from './list.ts';
import type { Wish } from './query.ts';

/** The command that gives this list without the portal; the token is the shell's own. */
export function toCurl(
  collection: Collection,
  wish: Wish,
  { apiUrl, page, size }: { apiUrl: string; page: number; size: number },
): string {
  // Of a catalogue, all is the portal's work here; Linode can do the part that X-Filter can say.
  const filter = toXFilter(wish);
  const query = collection.unpaged ? '' : `?page=${page}&page_size=${size}`;
  const root = collection.beta ? betaOf(apiUrl).href : apiUrl;
  const lines = [
    `curl ${quoted(`${root}${collection.path}${query}`)}`,
    ...(collection.scope === null ? [] : ['  -H "Authorization: Bearer $TOKEN"']),
    ...(filter === undefined ? [] : [`  -H ${quoted(`X-Filter: ${toAsciiJson(filter)}`)}`]),
  ];
  return lines.join(' \\\n');
}

/** For a POSIX shell: nothing inside single quotes means anything, but a single quote. */
function quoted(text: string): string {
  return `'${text.replaceAll("'", String.raw`'\''`)}'`;
}

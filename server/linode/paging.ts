import { z } from 'zod';
import type { LinodeClient } from './client.ts';
import type { LinodeCall } from './transport.ts';

export interface Page<Item> {
  readonly data: readonly Item[];
  readonly page: number;
  readonly pages: number;
  readonly results: number;
}

export interface ListRequest {
  readonly page?: number;
  /** 25 to 500, as Linode allows. */
  readonly pageSize?: number;
  readonly filter?: object | undefined;
}

export interface ListSource<Item> {
  readonly path: string;
  /** Linode has the list in its beta version alone. */
  readonly beta?: true | undefined;
  readonly item: z.ZodType<Item>;
}

/** No list of ours is longer than this many pages; a broken `pages` must not keep us asking. */
const MAX_PAGES = 40;

export async function listPage<Item>(
  linode: LinodeClient,
  source: ListSource<Item>,
  request: ListRequest = {},
): Promise<Page<Item>> {
  return await linode.call(toListCall(source, request), pageOf(source.item));
}

export function toListCall(
  { path, beta }: Omit<ListSource<never>, 'item'>,
  { page, pageSize, filter }: ListRequest,
): LinodeCall {
  return { method: 'GET', path, beta, query: { page, page_size: pageSize }, filter };
}

/** Every page, one after the other. */
export async function listAll<Item>(
  linode: LinodeClient,
  source: ListSource<Item>,
  request: ListRequest = {},
): Promise<readonly Item[]> {
  const first = await listPage(linode, source, request);
  const items = [...first.data];
  for (let page = 2; page <= Math.min(first.pages, MAX_PAGES); page += 1) {
    items.push(...(await listPage(linode, source, { ...request, page })).data);
  }
  return items;
}

/** What an answer does not count is taken for one page of the rows that are there. */
export function pageOf<Item>(item: z.ZodType<Item>): z.ZodType<Page<Item>> {
  const count = z.number().int().nullish();
  return z
    .object({ data: z.array(item), page: count, pages: count, results: count })
    .transform(({ data, page, pages, results }) => ({
      data,
      page: Math.max(page ?? 1, 1),
      pages: Math.max(pages ?? 1, 1),
      results: results ?? data.length,
    }));
}

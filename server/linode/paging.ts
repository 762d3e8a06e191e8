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

/** No list of ours is longer than this many pages; a broken `pages` must not keep us asking. */
const MAX_PAGES = 40;

export async function listPage<Item>(
  linode: LinodeClient,
  { path, item }: { path: string; item: z.ZodType<Item> },
  { page, pageSize, filter }: ListRequest = {},
): Promise<Page<Item>> {
  const call: LinodeCall = { method: 'GET', path, query: { page, page_size: pageSize }, filter };
  return await linode.call(call, pageOf(item));
}

/** Every page, one after the other. */
export async function listAll<Item>(
  linode: LinodeClient,
  source: { path: string; item: z.ZodType<Item> },
  request: ListRequest = {},
): Promise<readonly Item[]> {
  const first = await listPage(linode, source, request);
  const items = [...first.data];
  for (let page = 2; page <= Math.min(first.pages, MAX_PAGES); page += 1) {
    items.push(...(await listPage(linode, source, { ...request, page })).data);
  }
  return items;
}

function pageOf<Item>(item: z.ZodType<Item>): z.ZodType<Page<Item>> {
  return z.object({
    data: z.array(item),
    page: z.number().int().default(1),
    pages: z.number().int().default(1),
    results: z.number().int().default(0),
  });
}

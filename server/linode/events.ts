import { z } from 'zod';
import type { LinodeClient } from './client.ts';
import { listPage } from './paging.ts';
import { amount, text, timestamp } from './shapes.ts';

export type LinodeEvent = z.infer<typeof event>;

const event = z.object({
  id: z.number().int(),
  action: text,
  status: text,
  username: text,
  created: timestamp,
  percent_complete: amount,
  entity: z.object({ id: z.union([z.number(), z.string()]).nullish(), type: text }).nullish(),
});

/** The newest events of one Linode, newest first. Linode keeps them for 90 days. */
export async function listLinodeEvents(
  linode: LinodeClient,
  id: number,
): Promise<readonly LinodeEvent[]> {
  const filter = {
    'entity.id': id,
    'entity.type': 'linode',
    '+order_by': 'created',
    '+order': 'desc',
  };
  const source = { path: '/account/events', item: event };
  const { data } = await listPage(linode, source, { pageSize: 25, filter });
  return data.filter(({ entity }) => entity?.type === 'linode' && String(entity.id) === String(id));
}

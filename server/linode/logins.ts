import { z } from 'zod';
import type { LinodeClient } from './client.ts';
import { listAll } from './paging.ts';
import { text, timestamp } from './shapes.ts';

/** One try to sign in at Linode, well or badly ended. */
export type Login = z.infer<typeof login>;

const login = z.object({
  id: z.number().int(),
  datetime: timestamp,
  ip: text,
  username: text,
  status: text,
});

/** One's own tries of the last 90 days, newest first. */
export async function listOwnLogins(linode: LinodeClient): Promise<readonly Login[]> {
  // Linode declares neither an order nor a page size here.
  const logins = await listAll(linode, { path: '/profile/logins', item: login });
  return logins.toSorted((a, b) => b.datetime.localeCompare(a.datetime));
}

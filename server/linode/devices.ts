import { z } from 'zod';
import type { LinodeClient } from './client.ts';
import { listAll } from './paging.ts';
import { text, timestamp } from './shapes.ts';

/** A browser that Linode's own sign-in remembers, so that it asks for no second factor. */
export type TrustedDevice = z.infer<typeof device>;

const device = z.object({
  id: z.number().int(),
  user_agent: text,
  last_remote_addr: text,
  last_authenticated: timestamp,
  created: timestamp,
  expiry: timestamp,
});

export async function listDevices(linode: LinodeClient): Promise<readonly TrustedDevice[]> {
  return await listAll(linode, { path: '/profile/devices', item: device });
}

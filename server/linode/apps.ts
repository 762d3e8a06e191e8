import { z } from 'zod';
import type { LinodeClient } from './client.ts';
import { listAll } from './paging.ts';
import { longText, nothing, text, timestamp } from './shapes.ts';
import { apiPath } from './transport.ts';

/** An OAuth app that a person gave access to. An empty expiry: until it is revoked. */
export type AuthorizedApp = z.infer<typeof app>;

const app = z.object({
  id: z.number().int(),
  label: text,
  scopes: longText,
  created: timestamp,
  expiry: timestamp,
  website: text,
});

const APPS = '/profile/apps';

/** One's own authorised apps; nobody can list another person's. */
export async function listApps(linode: LinodeClient): Promise<readonly AuthorizedApp[]> {
  return await listAll(linode, { path: APPS, item: app }, { pageSize: 500 });
}

export async function getApp(linode: LinodeClient, id: number): Promise<AuthorizedApp> {
  return await linode.call({ method: 'GET', path: apiPath(`${APPS}/`, id) }, app);
}

export async function deleteApp(linode: LinodeClient, id: number): Promise<void> {
  await linode.call({ method: 'DELETE', path: apiPath(`${APPS}/`, id) }, nothing);
}

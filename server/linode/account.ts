import { z } from 'zod';
import type { LinodeClient } from './client.ts';
import { listAll, listPage } from './paging.ts';
import { flag, requiredText, text, texts, timestamp } from './shapes.ts';

/** What an unrestricted person may learn of the whole account. */
export type AccountUser = z.infer<typeof user>;
export type AccountEvent = z.infer<typeof event>;
export type AccountLogin = z.infer<typeof login>;
export type OAuthClient = z.infer<typeof client>;

const user = z.object({
  username: requiredText,
  email: text,
  restricted: flag,
  tfa_enabled: z
    .boolean()
    .nullish()
    .transform((value) => value ?? null),
  password_created: timestamp,
  ssh_keys: texts,
  last_login: z
    .object({ login_datetime: timestamp, status: text })
    .nullish()
    .transform((value) => value ?? null),
});

const event = z.object({
  id: z.number().int(),
  action: text,
  created: timestamp,
  username: text,
  status: text,
  entity: z
    .object({ id: z.union([z.number(), z.string()]).nullish(), type: text, label: text })
    .nullish()
    .transform((value) => value ?? null),
});

const login = z.object({
  id: z.number().int(),
  datetime: timestamp,
  ip: text,
  username: text,
  restricted: flag,
  status: text,
});

const client = z.object({
  id: text,
  label: text,
  redirect_uri: text,
  public: flag,
  status: text,
});

export async function listUsers(linode: LinodeClient): Promise<readonly AccountUser[]> {
  return await listAll(linode, { path: '/account/users', item: user }, { pageSize: 500 });
}

/** Linode keeps 90 days; of a busy account the newest `pages` × 500 are read. */
export async function listAccountEvents(
  linode: LinodeClient,
  pages: number,
): Promise<readonly AccountEvent[]> {
  const filter = { '+order_by': 'created', '+order': 'desc' };
  const source = { path: '/account/events', item: event };
  const first = await listPage(linode, source, { pageSize: 500, filter });
  const rest = Array.from(
    { length: Math.max(0, Math.min(first.pages, pages) - 1) },
    (_, index) => index + 2,
  );
  const others = await Promise.all(
    rest.map(async (page) => await listPage(linode, source, { page, pageSize: 500, filter })),
  );
  return [first, ...others].flatMap(({ data }) => data);
}

/** Everybody's logins of the last 90 days, newest 500. */
export async function listAccountLogins(linode: LinodeClient): Promise<readonly AccountLogin[]> {
  return (await listPage(linode, { path: '/account/logins', item: login }, { pageSize: 500 })).data;
}

export async function listOAuthClients(linode: LinodeClient): Promise<readonly OAuthClient[]> {
  return await listAll(linode, { path: '/account/oauth-clients', item: client }, { pageSize: 500 });
}

import { z } from 'zod';
import type { LinodeClient } from './client.ts';
import { LinodeError } from './errors.ts';
import { listAll } from './paging.ts';
import { flag, readableRows, requiredText, text, texts } from './shapes.ts';

export interface Profile {
  readonly uid: number;
  readonly username: string;
  readonly email: string;
  readonly restricted: boolean;
  readonly timezone: string;
}

/**
 * Names in Redis and addresses are made of it: what keeps their parts apart cannot be in one. Nor can
 * the Kelvin sign: people are told apart in lower case, and there it is the letter k.
 */
const username = z.string().regex(/^[^\s:{}/\\?#%\p{Cc}\u212A]{1,64}$/u);

export function isUsername(text: unknown): text is string {
  return username.safeParse(text).success;
}

const profile = z.object({
  uid: z.number().int(),
  username,
  email: text,
  restricted: flag,
  timezone: text,
});

export async function getProfile(linode: LinodeClient): Promise<Profile> {
  return await linode.call({ method: 'GET', path: '/profile' }, profile);
}

/** @returns the account's id (`euuid`), or null where this person may not see it. */
export async function getAccountId(linode: LinodeClient): Promise<string | null> {
  try {
    const schema = z.object({ euuid: z.string().regex(/^[\w-]{1,64}$/) });
    return (await linode.call({ method: 'GET', path: '/account' }, schema)).euuid;
  } catch (error) {
    if (error instanceof LinodeError && error.status >= 400 && error.status < 500) return null;
    throw error;
  }
}

const grants = z.object({ global: z.object({ add_linodes: flag }).loose() });

/**
 * Whether this person's role lets them add Linodes. Unrestricted people and those under IAM have
 * no legacy grants (204, 400 or 403): Linode itself decides for them when asked to create.
 */
export async function mayAddLinodes(linode: LinodeClient): Promise<boolean> {
  try {
    const answer = await linode.call({ method: 'GET', path: '/profile/grants' }, grants.nullable());
    return answer === null || answer.global.add_linodes;
  } catch (error) {
    if (error instanceof LinodeError && [400, 403, 404].includes(error.status)) return true;
    throw error;
  }
}

export interface KeyOwner {
  readonly username: string;
  readonly labels: readonly string[];
}

const user = z.object({ username: requiredText, ssh_keys: texts });

/** Everybody of the account who has SSH keys; a restricted person sees only their own. */
export async function listKeyOwners(
  linode: LinodeClient,
  me: string,
): Promise<readonly KeyOwner[]> {
  try {
    const source = { path: '/account/users', item: z.unknown() };
    const users = readableRows(user, await listAll(linode, source, { pageSize: 500 }));
    return users
      .map(({ username, ssh_keys: labels }) => ({ username, labels }))
      .filter(({ labels }) => labels.length > 0);
  } catch (error) {
    if (error instanceof LinodeError && error.status === 403) return await listOwnKeys(linode, me);
    throw error;
  }
}

async function listOwnKeys(linode: LinodeClient, me: string): Promise<readonly KeyOwner[]> {
  const item = z.object({ label: requiredText });
  const own = await listAll(linode, { path: '/profile/sshkeys', item }, { pageSize: 500 });
  return own.length === 0 ? [] : [{ username: me, labels: own.map(({ label }) => label) }];
}

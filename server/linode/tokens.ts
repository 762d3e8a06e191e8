import { z } from 'zod';
import type { LinodeClient } from './client.ts';
import { listAll } from './paging.ts';
import { longText, nothing, text, timestamp } from './shapes.ts';
import { apiPath } from './transport.ts';

/** A personal access token as Linode tells of it: never more than its first 16 characters. */
export type PersonalAccessToken = z.infer<typeof token>;

const token = z.object({
  id: z.number().int(),
  label: text,
  scopes: longText,
  created: timestamp,
  /** ISO time; empty for none. A year far ahead is Linode's other way to say never. */
  expiry: timestamp,
  token: text.transform((value) => /^\w{0,16}/.exec(value)?.[0] ?? ''),
});

export interface NewToken {
  readonly label: string;
  /** Space separated and never empty: left out, Linode would give the scopes of the acting token. */
  readonly scopes: string;
  /** `YYYY-MM-DDTHH:mm:ss` in UTC, or null for never. */
  readonly expiry: string | null;
}

const TOKENS = '/profile/tokens';

/** One's own active tokens; nobody can list another person's. */
export async function listTokens(linode: LinodeClient): Promise<readonly PersonalAccessToken[]> {
  // No page size: Linode documents none here. Further pages are asked for when an answer tells of them.
  return await listAll(linode, { path: TOKENS, item: token });
}

export async function getToken(linode: LinodeClient, id: number): Promise<PersonalAccessToken> {
  return await linode.call({ method: 'GET', path: apiPath(`${TOKENS}/`, id) }, token);
}

/** @returns the token and its secret, which Linode shows this once. */
export async function createToken(
  linode: LinodeClient,
  body: NewToken,
): Promise<{ token: PersonalAccessToken; secret: string }> {
  const made = z.object({ token: z.string().min(16) }).loose();
  const answer = await linode.call({ method: 'POST', path: TOKENS, body }, made);
  return { token: token.parse(answer), secret: answer.token };
}

export async function renameToken(linode: LinodeClient, id: number, label: string): Promise<void> {
  await linode.call({ method: 'PUT', path: apiPath(`${TOKENS}/`, id), body: { label } }, nothing);
}

export async function deleteToken(linode: LinodeClient, id: number): Promise<void> {
  await linode.call({ method: 'DELETE', path: apiPath(`${TOKENS}/`, id) }, nothing);
}

/** A date this far ahead is Linode's, or Cloud Manager's, way to write "never". */
const FAR_AHEAD_YEARS = 100;

export function isNever(expiry: string, now = new Date()): boolean {
  return expiry === '' || Number(expiry.slice(0, 4)) - now.getUTCFullYear() >= FAR_AHEAD_YEARS;
}

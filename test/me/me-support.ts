import { expect } from '@jest/globals';
import type { TestPortal } from '../support/portal.ts';
import { TestVisitor, type Answer } from '../support/visitor.ts';

export const max = { username: 'max-member', password: 'harbour-demo-1' };
export const ada = { username: 'ada-admin', password: 'harbour-demo-1' };

/** Max, with the access that managing tokens needs. */
export async function tokenManager(portal: TestPortal): Promise<TestVisitor> {
  const visitor = new TestVisitor(portal);
  await visitor.signIn(max);
  await visitor.signIn(max, '/sign-in?for=manage-tokens&returnTo=%2Fme');
  return visitor;
}

/** What the session of a manager may give to a token. */
export const wishedToken = { label: 'pilot', expiry: '3', scope_linodes: 'read_only' };

/** As far as the check page, ready for the last click. */
export async function atTokenCheck(
  visitor: TestVisitor,
  wish: Record<string, string> = wishedToken,
): Promise<Answer> {
  const sent = await visitor.submit('/me/tokens/create', '/me/tokens/create', wish);
  expect(sent.location).toMatch(/^\/me\/tokens\/create\/check\?draft=/);
  return await visitor.get(sent.location ?? '');
}

/** A token made; where its secret is shown has not been opened yet. */
export async function createdToken(
  visitor: TestVisitor,
  wish: Record<string, string> = wishedToken,
): Promise<{ id: string; path: string }> {
  const page = await atTokenCheck(visitor, wish);
  const done = await visitor.submit(page, '/me/tokens/create/check');
  const id = /^\/me\/tokens\/(\d+)\/created$/.exec(done.location ?? '')?.[1];
  if (id === undefined) throw new Error(`no token: ${done.status} ${done.text}`);
  return { id, path: `/me/tokens/${id}/created` };
}

export function secretIn({ text }: Answer): string | undefined {
  return /<code id="secret">([0-9a-f]{64})<\/code>/.exec(text)?.[1];
}

/** How often Linode was asked this. */
export async function callsOf(portal: TestPortal, method: string, path: RegExp): Promise<number> {
  const log = await portal.sandbox.log();
  const hits = log.filter((entry) => entry.host === 'api' && entry.method === method);
  return hits.filter((entry) => path.test(entry.path)).length;
}

/** The text of a page as it is read, without its marks. */
export function wordsOf({ text }: Pick<Answer, 'text'>): string {
  return text.replaceAll(/<[^>]*>/g, ' ').replaceAll(/\s+/g, ' ');
}

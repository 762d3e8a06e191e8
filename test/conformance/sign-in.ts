import { approve } from '../../sandbox/login/walk.ts';
import type { Person } from '../support/visitor.ts';
import { claim, claimStatus } from './claim.ts';
import type { Answer } from './exchange.ts';
import type { Visitor } from './visitor.ts';

/** Walks through the login server's pages. @returns the callback's whole URL, which is not opened */
export type PassLogin = (authorizationUrl: string) => Promise<string>;

/** The pages of the sandbox, and of whatever asks with the same two forms. */
export function passAs(person: Person, decision: 'Allow' | 'Deny' = 'Allow'): PassLogin {
  return async (url) => await approve(url, { ...person, decision });
}

/** @returns where the portal sends the browser */
export async function beginSignIn(visitor: Visitor, start = '/sign-in'): Promise<URL> {
  const answer = await visitor.get(start);
  claimStatus(answer, [302, 303]);
  claim(URL.canParse(answer.location ?? ''), `${start} leads to no whole URL`);
  return new URL(answer.location ?? '');
}

/** Opens the way back as the login server's redirect would. */
export async function comeBack(visitor: Visitor, callback: string): Promise<Answer> {
  const { pathname, search } = new URL(callback);
  return await visitor.get(pathname + search, { 'sec-fetch-site': 'cross-site' });
}

/** The whole way. @returns the answer at its end */
export async function signIn(
  visitor: Visitor,
  pass: PassLogin,
  start = '/sign-in',
): Promise<Answer> {
  const { href } = await beginSignIn(visitor, start);
  return await comeBack(visitor, await pass(href));
}

/** Asks a page that needs a session and nothing else. */
export async function isSignedIn(visitor: Visitor): Promise<boolean> {
  const answer = await visitor.get('/requests');
  if (answer.status === 200) return true;
  claimStatus(answer, [303, 401]);
  return false;
}

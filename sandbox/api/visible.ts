import { grantOn } from '../world/grant.ts';
import type { GrantKind } from '../world/grant.ts';
import { notFound } from './api-error.ts';
import type { SignedCall } from './endpoint.ts';

type Thing = { readonly account: string; readonly label: string };

/** The account's things of a kind; a restricted user sees those granted, or none without such grants. */
export function visible<Some extends Thing>(
  { caller: { user } }: SignedCall,
  things: readonly Some[],
  kind: GrantKind | 'never granted',
): readonly Some[] {
  const own = things.filter(({ account }) => account === user.account);
  if (!user.restricted) return own;
  if (kind === 'never granted') return [];
  return own.filter(({ label }) => grantOn(user.username, kind, label) !== undefined);
}

/** The thing whose id is the path's parameter `id`; throws 404 when the caller sees none. */
export function parentOf<Some extends { readonly id: number }>(
  { params }: SignedCall,
  things: readonly Some[],
): Some {
  const thing = things.find(({ id }) => String(id) === params['id']);
  if (!thing) throw notFound();
  return thing;
}

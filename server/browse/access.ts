import { MissingScope } from '../linode/errors.ts';
import type { Collection } from './collection.ts';

/** The scope that a session lacks for a list; null when Linode will answer. */
export function lackedScope(
  { scope }: Collection,
  visitor: { can(...scopes: readonly string[]): boolean },
): string | null {
  return scope === null || scope === 'any' || visitor.can(scope) ? null : scope;
}

/** As Linode itself would refuse, without asking it. */
export function missing(scope: string): MissingScope {
  return new MissingScope([], [scope]);
}

import type { SessionAccess } from '../../views/components/session-access.ts';
import { coversScopes } from '../oauth/needs.ts';
import type { Visitor } from '../session/visitor.ts';

/** What this session may do at Linode, beside what was asked for (RFC 6749 section 3.3). */
export function accessOf({ asked, scopes }: Pick<Visitor, 'asked' | 'scopes'>): SessionAccess {
  const inForce = scopes();
  return {
    inForce,
    missing: asked.filter((scope) => !coversScopes(inForce, [scope])),
    beyond: inForce.filter((scope) => !coversScopes(asked, [scope])),
  };
}

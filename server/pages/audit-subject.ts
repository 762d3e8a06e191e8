import type { Holding } from '../audit/holding.ts';
import type { Target } from '../audit/revocation-record.ts';
import type { Visitor } from '../session/visitor.ts';
import { readRef, sessionRef } from './audit-rows.ts';
import type { PageDeps } from './page-deps.ts';

/** A token or session that an admin names by its ref, as it is known now; null when it is not. */
export async function findTarget(
  deps: PageDeps,
  admin: Visitor,
  ref: string,
): Promise<Target | null> {
  const named = readRef(ref);
  if (named?.kind === 'session') return await findSession(deps, named.id, ref);
  const holding = await findHolding(deps, admin, ref);
  if (holding === null || holding.kind === 'event') return null;
  const { kind, id, owner, label } = holding;
  return { kind, id: String(id), owner, label };
}

export async function findHolding(
  deps: PageDeps,
  admin: Visitor,
  ref: string,
): Promise<Holding | null> {
  const { byOwner } = await deps.holdingsOf(await deps.organisations.current(admin));
  const own = byOwner.get(readRef(ref)?.owner.toLowerCase() ?? '') ?? [];
  return own.find((holding) => holding.ref === ref) ?? null;
}

/** The vault's own owner counts, not the one that the ref names. */
async function findSession(
  { sessionFactsOf }: PageDeps,
  id: string,
  ref: string,
): Promise<Target | null> {
  const facts = await sessionFactsOf(id);
  if (facts === null || facts.state === 'ending' || sessionRef(facts) !== ref) return null;
  return { kind: 'session', id, owner: facts.username, label: 'Portal session' };
}

export function targetRef({ kind, id, owner }: Target): string {
  return `${kind}-${id}@${owner}`;
}

/** Everything of one person that can be ended: what "revoke everything" means. */
export async function targetsOf(
  deps: PageDeps,
  admin: Visitor,
  username: string,
): Promise<readonly Target[]> {
  const [{ byOwner }, ids] = await Promise.all([
    deps.organisations.current(admin).then(deps.holdingsOf),
    deps.registry.sessionsOf(username),
  ]);
  const own = byOwner.get(username.toLowerCase()) ?? [];
  const tokens = own
    .filter(({ kind }) => kind !== 'event')
    .map(({ kind, id, owner, label }): Target => ({
      kind: kind === 'app' ? 'app' : 'pat',
      id: String(id),
      owner,
      label,
    }));
  const sessions = ids.map((id): Target => ({
    kind: 'session',
    id,
    owner: username,
    label: 'Portal session',
  }));
  return [...sessions, ...tokens];
}

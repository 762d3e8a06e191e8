import type { SessionRegistry } from '../session/registry.ts';
import type { Policy } from './policy.ts';
import { sessionRisks, type SessionRisk } from './risks.ts';

/** Which portal sessions are risky, by the name of the risk: vault ids. */
export type RiskySessions = Readonly<Record<SessionRisk, readonly string[]>>;

export type RiskySessionsOf = () => Promise<RiskySessions>;

/** Read from the indexes: no session has to be opened for it. */
export function createRiskySessionsOf(registry: SessionRegistry, policy: Policy): RiskySessionsOf {
  return async () => {
    const idleMs = policy.inForce().rules.sessions.idle_after_minutes * 60_000;
    const [idle, elsewhere] = await Promise.all([
      registry.idleFor(idleMs),
      registry.fromNewAddress(),
    ]);
    return { 'session-idle': idle, 'session-new-address': elsewhere };
  };
}

export function risksOfSession(risky: RiskySessions, vaultId: string): readonly SessionRisk[] {
  const names = Object.keys(sessionRisks) as SessionRisk[];
  return names.filter((name) => risky[name].includes(vaultId));
}

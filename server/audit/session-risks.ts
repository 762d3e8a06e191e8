import type { IndexPage, IndexPages, Range } from '../session/index-pages.ts';
import type { Policy } from './policy.ts';
import type { SessionRisk } from './risks.ts';

export type SessionRisks = ReturnType<typeof createSessionRisks>;

/** Which portal sessions are risky, told by the indexes: no session has to be opened for it. */
export function createSessionRisks(pages: IndexPages, policy: Policy) {
  const unusedMs = () => policy.inForce().rules.sessions.idle_after_minutes * 60_000;

  const lists: Record<SessionRisk, (range: Range) => Promise<IndexPage>> = {
    'session-idle': async (range) => await pages.unused(unusedMs(), range),
    'session-new-address': async (range) => await pages.fromNewAddress(range),
  };

  return {
    /** The sessions that have this risk. */
    page: async (risk: SessionRisk, range: Range) => await lists[risk](range),

    /** For each of these sessions, in their order, its risks. */
    of: async (ids: readonly string[]): Promise<readonly (readonly SessionRisk[])[]> => {
      const places = await pages.placesOf(ids, unusedMs());
      return places.map(({ isUnused, isFromNewAddress }) => [
        ...(isUnused ? ['session-idle' as const] : []),
        ...(isFromNewAddress ? ['session-new-address' as const] : []),
      ]);
    },
  };
}

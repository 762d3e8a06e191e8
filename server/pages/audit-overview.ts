import { Router } from 'express';
import { auditOverviewPage, type AuditOverviewProps } from '../../views/audit-overview.ts';
import type { Holding } from '../audit/holding.ts';
import type { Holdings } from '../audit/holdings.ts';
import type { Organisation } from '../audit/organisation.ts';
import { risks, sessionRisks, type Risk, type SessionRisk } from '../audit/risks.ts';
import { summaryOf } from '../audit/summary.ts';
import { sendPage } from '../http/answer.ts';
import { paths } from '../paths.ts';
import type { SealingState } from '../session/sealing.ts';
import type { PageDeps } from './page-deps.ts';

const SHOWN = 8;
/** Of a list that is only counted. */
const none = { start: 0, count: 0 };

/** `/audit`: how much is known, what is risky, what ends next. */
export function auditOverviewPages(deps: PageDeps): Router {
  const { guards, chromeOf, chain, inventory, indexPages, sealing } = deps;
  const router = Router();
  router.get(
    paths.audit.pattern,
    guards.admin(async (req, res, visitor) => {
      const organisation = await deps.organisations.current(visitor);
      const [holdings, head, entries, sessions, sessionsAtRisk, sealed] = await Promise.all([
        deps.holdingsOf(organisation),
        chain.head(),
        chain.count(),
        indexPages.all(none),
        countSessionRisks(deps),
        sealing.state(),
      ]);
      const summary = summaryOf(holdings);
      const props: AuditOverviewProps = {
        coverage: coverageOf(organisation, holdings),
        collected: {
          at: organisation.takenAt,
          by: organisation.takenBy,
          problems: organisation.problems,
        },
        counts: {
          pats: summary.kinds.pat,
          apps: summary.kinds.app,
          events: summary.kinds.event,
          sessions: sessions.total,
          clients: organisation.clients?.length ?? null,
        },
        risks: [...countRisks(summary.risks), ...sessionsAtRisk],
        nextExpiries: summary.nextToExpire.map(toExpiry),
        changes: await inventory.newestDifferences(SHOWN),
        snapshots: [...holdings.snapshots.values()]
          .sort((one, other) => (one.takenAt < other.takenAt ? 1 : -1))
          .slice(0, 100)
          .map(({ username, takenAt, problem }) => ({
            username,
            takenAt,
            ...(problem !== undefined && { problem }),
          })),
        sealing: toSealing(sealed),
        chain: { entries, head: head.hash },
      };
      sendPage(res, auditOverviewPage(chromeOf(req, res), props));
    }),
  );
  return router;
}

/** Of the account's users, those whose tokens were ever seen; the others by name. */
function coverageOf(
  { people, problems }: Organisation,
  { snapshots }: Holdings,
): AuditOverviewProps['coverage'] {
  if (people === null)
    return { problem: problems.join(' ') || 'The account’s users cannot be listed.' };
  const isSeen = (username: string) =>
    (snapshots.get(username.toLowerCase())?.takenAt ?? '') !== '';
  const missing = people.map(({ username }) => username).filter((username) => !isSeen(username));
  return { seen: people.length - missing.length, total: people.length, missing };
}

function countRisks(counts: Readonly<Record<Risk, number>>): AuditOverviewProps['risks'] {
  const names = Object.keys(risks) as Risk[];
  return names.map((risk) => ({ risk, words: risks[risk], count: counts[risk] }));
}

async function countSessionRisks(deps: PageDeps): Promise<AuditOverviewProps['risks']> {
  const names = Object.keys(sessionRisks) as SessionRisk[];
  return await Promise.all(
    names.map(async (risk) => {
      const { total: count } = await deps.sessionRisks.page(risk, none);
      return { risk, words: sessionRisks[risk], count };
    }),
  );
}

/** The ring's keys in their order, then those that records still name and the ring does not know. */
function toSealing({ kids, count }: SealingState): AuditOverviewProps['sealing'] {
  if (count === null) return null;
  const [first] = kids;
  const all = [...new Set([...kids, ...Object.keys(count.sessions)])];
  const roleOf = (kid: string) => (kids.includes(kid) ? 'opens' : 'unknown');
  return {
    countedAt: new Date(count.countedAt).toISOString(),
    keys: all.map((kid) => ({
      kid,
      sessions: count.sessions[kid] ?? 0,
      role: kid === first ? 'seals' : roleOf(kid),
    })),
  };
}

function toExpiry({ ref, label, owner, endsAt }: Holding) {
  return { ref, label, owner, expiresAt: new Date(endsAt ?? 0).toISOString() };
}

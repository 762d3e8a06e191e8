import { Router } from 'express';
import { auditOverviewPage, type AuditOverviewProps } from '../../views/audit-overview.ts';
import type { Holding, Holdings } from '../audit/holdings.ts';
import type { Organisation } from '../audit/organisation.ts';
import { risks, sessionRisks, type Risk, type SessionRisk } from '../audit/risks.ts';
import type { RiskySessions } from '../audit/session-risks.ts';
import { sendPage } from '../http/answer.ts';
import { isNever } from '../linode/tokens.ts';
import { paths } from '../paths.ts';
import type { PageDeps } from './page-deps.ts';

const SHOWN = 8;

/** `/audit`: how much is known, what is risky, what ends next. */
export function auditOverviewPages(deps: PageDeps): Router {
  const { guards, chromeOf, chain, inventory, registry } = deps;
  const router = Router();
  router.get(
    paths.audit.pattern,
    guards.admin(async (req, res, visitor) => {
      const organisation = await deps.organisations.current(visitor);
      const [holdings, head, entries, sessions, risky] = await Promise.all([
        deps.holdingsOf(organisation),
        chain.head(),
        chain.count(),
        registry.page(0, 1),
        deps.riskySessionsOf(),
      ]);
      const props: AuditOverviewProps = {
        coverage: coverageOf(organisation, holdings),
        collected: {
          at: organisation.takenAt,
          by: organisation.takenBy,
          problems: organisation.problems,
        },
        counts: {
          ...countKinds(holdings),
          sessions: sessions.total,
          clients: organisation.clients?.length ?? null,
        },
        risks: [...countRisks(holdings.all), ...countSessionRisks(risky)],
        nextExpiries: nextExpiries(holdings.all),
        changes: await inventory.newestDifferences([...holdings.snapshots.keys()], SHOWN),
        snapshots: [...holdings.snapshots.values()]
          .sort((one, other) => (one.takenAt < other.takenAt ? 1 : -1))
          .slice(0, 100)
          .map(({ username, takenAt, problem }) => ({
            username,
            takenAt,
            ...(problem !== undefined && { problem }),
          })),
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

function countKinds({ all }: Holdings) {
  const counts = { pats: 0, apps: 0, events: 0 };
  for (const { kind } of all) counts[`${kind}s`] += 1;
  return counts;
}

function countRisks(all: readonly Holding[]): AuditOverviewProps['risks'] {
  const counts = new Map<Risk, number>();
  for (const holding of all)
    for (const risk of holding.risks) counts.set(risk, (counts.get(risk) ?? 0) + 1);
  return Object.entries(risks).map(([risk, words]) => ({
    risk,
    words,
    count: counts.get(risk as Risk) ?? 0,
  }));
}

function countSessionRisks(risky: RiskySessions): AuditOverviewProps['risks'] {
  const names = Object.keys(sessionRisks) as SessionRisk[];
  return names.map((risk) => ({ risk, words: sessionRisks[risk], count: risky[risk].length }));
}

function nextExpiries(all: readonly Holding[]): AuditOverviewProps['nextExpiries'] {
  return all
    .flatMap(({ ref, label, owner, expiresAt }) =>
      expiresAt === null || isNever(expiresAt) ? [] : [{ ref, label, owner, expiresAt }],
    )
    .sort((one, other) => (one.expiresAt < other.expiresAt ? -1 : 1))
    .slice(0, SHOWN);
}

import type { AuditTokenRow } from '../../views/audit-tokens.ts';
import { isSessionRisk } from '../audit/risks.ts';
import type { IndexPage, Range } from '../session/index-pages.ts';
import { toSessionRow } from './audit-rows.ts';
import type { PageDeps } from './page-deps.ts';

/** Read at a time, so that a file of all sessions is no flood. */
const SLICE = 500;

/** The portal sessions of one person, or of everybody, or those of either that have a risk. */
export async function findSessions(
  deps: PageDeps,
  query: { readonly user: string; readonly risk: string },
  range: Range,
): Promise<{ rows: readonly AuditTokenRow[]; total: number }> {
  const { ids, total } = await listIds(deps, query, range);
  return { rows: await sessionRows(deps, ids), total };
}

/** Sessions as rows; what has gone meanwhile is left out. */
export async function sessionRows(
  { sessionFactsOf, sessionRisks }: PageDeps,
  ids: readonly string[],
): Promise<readonly AuditTokenRow[]> {
  const rows: AuditTokenRow[] = [];
  for (let start = 0; start < ids.length; start += SLICE) {
    const slice = ids.slice(start, start + SLICE);
    const [facts, risks] = await Promise.all([
      Promise.all(slice.map(async (id) => await sessionFactsOf(id))),
      sessionRisks.of(slice),
    ]);
    rows.push(
      ...facts.flatMap((one, place) => (one ? [toSessionRow(one, risks[place] ?? [])] : [])),
    );
  }
  return rows;
}

async function listIds(
  { registry, indexPages, sessionRisks }: PageDeps,
  { user, risk }: { readonly user: string; readonly risk: string },
  range: Range,
): Promise<IndexPage> {
  const wanted = isSessionRisk(risk) ? risk : null;
  if (user === '')
    return wanted === null ? await indexPages.all(range) : await sessionRisks.page(wanted, range);
  const own = await registry.sessionsOf(user);
  const risks = wanted === null ? [] : await sessionRisks.of(own);
  const ids = wanted === null ? own : own.filter((_, place) => risks[place]?.includes(wanted));
  return { ids: ids.slice(range.start, range.start + range.count), total: ids.length };
}

import { Router, type Request } from 'express';
import {
  auditTokensPage,
  type AuditTokenRow,
  type AuditTokensQuery,
} from '../../views/audit-tokens.ts';
import { isSessionRisk, risks, sessionRisks } from '../audit/risks.ts';
import { searchHoldings, type HoldingsQuery } from '../audit/search.ts';
import { seeOther, sendPage, wantedBy } from '../http/answer.ts';
import { sendCsv } from '../http/csv.ts';
import { contextOf } from '../http/request-context.ts';
import { products } from '../linode/scopes.ts';
import { paths } from '../paths.ts';
import type { Visitor } from '../session/visitor.ts';
import { toTokenRow } from './audit-rows.ts';
import { findSessions } from './audit-sessions.ts';
import { oneOf, pageParam, textParam } from './list-query.ts';
import type { PageDeps } from './page-deps.ts';

const EXPORTED = 100_000;

/** `/audit/tokens`: who holds which access. Portal sessions follow the tokens, newest first. */
export function auditTokensPages(deps: PageDeps): Router {
  const { guards, limits, chromeOf, proofs, audit } = deps;
  const router = Router();
  router.get(
    paths.auditTokens.pattern,
    limits.exports,
    guards.admin(async (req, res, visitor) => {
      const query = readQuery(req);
      const isExport = query.format === 'csv' || wantedBy(req) === 'json';
      if (isExport) {
        const { rows, total } = await findRows(deps, visitor, {
          ...query,
          page: 1,
          size: EXPORTED,
        });
        const event = {
          type: 'audit.exported',
          username: visitor.username,
          path: req.path,
        } as const;
        await audit.record(event, contextOf(req));
        if (query.format === 'csv')
          return sendCsv(res, { name: 'tokens', columns: exportColumns, rows: rows.map(toExport) });
        return void res.json({ results: total, data: rows.map(toExport) });
      }
      const { rows, total } = await findRows(deps, visitor, query);
      const pages = Math.max(1, Math.ceil(total / query.size));
      const { format: _, ...shown } = query;
      if (query.page > pages)
        return seeOther(res, paths.auditTokens.to({}, { ...shown, page: pages }));
      const page = auditTokensPage(chromeOf(req, res), {
        query: shown,
        filtered: isFiltered(shown),
        list: { rows, total, page: query.page, pages },
        risks: Object.entries({ ...risks, ...sessionRisks }).map(([value, label]) => ({
          value,
          label,
        })),
        scopes: products.map((value) => ({ value, label: value })),
        proof: proofs.make(visitor, paths.auditRevoke.pattern),
      });
      sendPage(res, page);
    }),
  );
  return router;
}

type Asked = HoldingsQuery & { readonly size: number; readonly page: number };

function readQuery(req: Request): AuditTokensQuery & { format: string } {
  return {
    user: textParam(req, 'user', 64),
    kind: oneOf(['', 'pat', 'app', 'event', 'session'], textParam(req, 'kind'), ''),
    risk: textParam(req, 'risk', 40),
    scope: textParam(req, 'scope', 40),
    expires: oneOf(['', 'never', '7', '30', '90', 'past'], textParam(req, 'expires'), ''),
    q: textParam(req, 'q', 100),
    sort: oneOf(['risk', 'owner', 'label', 'created', 'expires'], textParam(req, 'sort'), 'risk'),
    order: oneOf(['asc', 'desc'], textParam(req, 'order'), 'asc'),
    size: oneOf([25, 50, 100], textParam(req, 'size'), 50),
    page: pageParam(req),
    format: textParam(req, 'format', 10),
  };
}

function isFiltered({ user, kind, risk, scope, expires, q }: AuditTokensQuery): boolean {
  return [user, kind, risk, scope, expires, q].some((value) => value !== '');
}

/** One page out of two sources: the table of tokens, then the index of sessions. */
async function findRows(
  deps: PageDeps,
  admin: Visitor,
  query: Asked,
): Promise<{ rows: readonly AuditTokenRow[]; total: number }> {
  const organisation = await deps.organisations.current(admin);
  const holdings = await deps.holdingsOf(organisation);
  const isForSessions = query.kind === 'session' || isSessionRisk(query.risk);
  const tokens = isForSessions ? [] : searchHoldings(holdings, query);
  const start = (query.page - 1) * query.size;
  const shown = tokens.slice(start, start + query.size).map(toTokenRow);
  if (!showsSessions(query)) return { rows: shown, total: tokens.length };
  const range = { start: Math.max(0, start - tokens.length), count: query.size - shown.length };
  const sessions = await findSessions(deps, query, range);
  return { rows: [...shown, ...sessions.rows], total: tokens.length + sessions.total };
}

/** Filters that no session could pass leave them out. */
function showsSessions({ kind, risk, scope, expires, q }: Asked): boolean {
  const isForTokens = risk !== '' && !isSessionRisk(risk);
  return (
    ['', 'session'].includes(kind) &&
    !isForTokens &&
    [scope, expires, q].every((value) => value === '')
  );
}

const exportColumns = [
  'user',
  'kind',
  'id',
  'label',
  'prefix',
  'scopes',
  'created',
  'expires',
  'last_used',
  'risks',
  'state',
] as const;

function toExport(row: AuditTokenRow): Record<(typeof exportColumns)[number], string> {
  return {
    user: row.owner,
    kind: row.kind,
    id: row.ref,
    label: row.label,
    prefix: row.prefix,
    scopes: row.scopes,
    created: row.createdAt,
    expires: row.expires.at === '' ? row.expires.words : row.expires.at,
    last_used: row.lastUsed,
    risks: row.risks.map(({ risk }) => risk).join(' '),
    state: row.state,
  };
}

import { Router } from 'express';
import { auditAppsPage, type AuditAppsProps } from '../../views/audit-apps.ts';
import { auditClientsPage, type AuditClientRow } from '../../views/audit-clients.ts';
import { auditLoginsPage, type AuditLoginRow } from '../../views/audit-logins.ts';
import type { Holding } from '../audit/holding.ts';
import { sendPage } from '../http/answer.ts';
import type { CsvTable } from '../http/csv.ts';
import { asksForData } from '../http/list-data.ts';
import { LinodeUnavailable, type LinodeProblem } from '../linode/errors.ts';
import { listAccountLogins } from '../linode/account.ts';
import { readScopes } from '../linode/scopes.ts';
import { paths } from '../paths.ts';
import type { Visitor } from '../session/visitor.ts';
import { sendAuditData } from './audit-export.ts';
import { scopesInWords } from './audit-rows.ts';
import { toPanelProblem } from './me.ts';
import type { PageDeps } from './page-deps.ts';

/** `/audit/apps`, `/audit/clients`, `/audit/logins`: the account around the tokens. */
export function auditAccountPages(deps: PageDeps): Router {
  const { guards, limits, chromeOf, organisations, holdingsOf, policy } = deps;
  const router = Router();

  router.get(
    paths.auditApps.pattern,
    limits.exports,
    guards.admin(async (req, res, visitor) => {
      const { all } = await holdingsOf(await organisations.current(visitor));
      const rows = groupApps(all, policy.inForce().rules.known_apps);
      if (asksForData(req))
        return await sendAuditData(deps, { req, res, visitor }, toAppTable(rows));
      sendPage(res, auditAppsPage(chromeOf(req, res), { rows }));
    }),
  );

  router.get(
    paths.auditClients.pattern,
    limits.exports,
    guards.admin(async (req, res, visitor) => {
      const { clients, problems, takenAt, takenBy } = await organisations.current(visitor);
      if (asksForData(req)) {
        if (clients === null) throw new LinodeUnavailable(0, problems.map(toReason));
        return await sendAuditData(deps, { req, res, visitor }, toClientTable(clients));
      }
      const rows = clients ?? { problem: problems.join(' ') };
      sendPage(res, auditClientsPage(chromeOf(req, res), { rows, takenAt, takenBy }));
    }),
  );

  router.get(
    paths.auditLogins.pattern,
    limits.exports,
    guards.admin(async (req, res, visitor) => {
      if (asksForData(req))
        return await sendAuditData(deps, { req, res, visitor }, await loginTable(visitor));
      const rows = await listLogins(visitor).catch(toPanelProblem);
      sendPage(res, auditLoginsPage(chromeOf(req, res), { rows }));
    }),
  );
  return router;
}

/** One row an app: who gave it access, and what all of them together gave. */
function groupApps(all: readonly Holding[], known: readonly string[]): AuditAppsProps['rows'] {
  const apps = new Map<string, Holding[]>();
  for (const holding of all.filter(({ kind }) => kind === 'app')) {
    const held = apps.get(holding.label);
    if (held === undefined) apps.set(holding.label, [holding]);
    else held.push(holding);
  }
  return [...apps].map(([label, held]) => ({
    label,
    website: held[0]?.website ?? '',
    people: [...new Set(held.map(({ owner }) => owner))],
    scopes: scopesInWords(readScopes([...new Set(held.map(({ scopes }) => scopes))].join(' '))),
    known: known.includes(label.toLowerCase()),
  }));
}

function toReason(reason: string): LinodeProblem {
  return { reason, field: null };
}

function toAppTable(rows: AuditAppsProps['rows']): CsvTable {
  return {
    name: 'apps',
    columns: ['app', 'website', 'people', 'scopes', 'known'],
    rows: rows.map(({ label, website, people, scopes, known }) => ({
      app: label,
      website,
      people: people.join(' '),
      scopes,
      known: known ? 'yes' : 'no',
    })),
  };
}

function toClientTable(clients: readonly AuditClientRow[]): CsvTable {
  return {
    name: 'oauth-clients',
    columns: ['label', 'id', 'redirect_uri', 'type'],
    rows: clients.map(({ label, id, redirectUri, isPublic }) => ({
      label,
      id,
      redirect_uri: redirectUri,
      type: isPublic ? 'public' : 'confidential',
    })),
  };
}

async function loginTable(visitor: Visitor): Promise<CsvTable> {
  return {
    name: 'logins',
    columns: ['date', 'username', 'ip', 'permission', 'access'],
    rows: (await listLogins(visitor)).map(({ at, username, ip, restricted, status }) => ({
      date: at,
      username,
      ip,
      permission: restricted ? 'restricted' : 'unrestricted',
      access: status,
    })),
  };
}

async function listLogins({ linode }: Visitor): Promise<readonly AuditLoginRow[]> {
  const logins = await listAccountLogins(linode);
  return logins
    .map(({ datetime: at, username, ip, restricted, status }) => ({
      at,
      username,
      ip,
      restricted,
      status,
    }))
    .sort((one, other) => (one.at < other.at ? 1 : -1));
}

import { Router } from 'express';
import { auditAppsPage, type AuditAppsProps } from '../../views/audit-apps.ts';
import { auditClientsPage } from '../../views/audit-clients.ts';
import { auditLoginsPage, type AuditLoginsProps } from '../../views/audit-logins.ts';
import type { Holding } from '../audit/holdings.ts';
import { sendPage } from '../http/answer.ts';
import { toProblem } from '../http/problem.ts';
import { listAccountLogins } from '../linode/account.ts';
import { InvalidToken, LinodeError } from '../linode/errors.ts';
import { readScopes } from '../linode/scopes.ts';
import { paths } from '../paths.ts';
import type { Visitor } from '../session/visitor.ts';
import { scopesInWords } from './audit-rows.ts';
import type { PageDeps } from './page-deps.ts';

/** `/audit/apps`, `/audit/clients`, `/audit/logins`: the account around the tokens. */
export function auditAccountPages(deps: PageDeps): Router {
  const { guards, chromeOf, organisations, holdingsOf, policy } = deps;
  const router = Router();

  router.get(
    paths.auditApps.pattern,
    guards.admin(async (req, res, visitor) => {
      const { all } = await holdingsOf(await organisations.current(visitor));
      const rows = groupApps(all, policy.inForce().rules.known_apps);
      sendPage(res, auditAppsPage(chromeOf(req, res), { rows }));
    }),
  );

  router.get(
    paths.auditClients.pattern,
    guards.admin(async (req, res, visitor) => {
      const { clients, problems, takenAt, takenBy } = await organisations.current(visitor);
      const rows = clients ?? { problem: problems.join(' ') };
      sendPage(res, auditClientsPage(chromeOf(req, res), { rows, takenAt, takenBy }));
    }),
  );

  router.get(
    paths.auditLogins.pattern,
    guards.admin(async (req, res, visitor) => {
      sendPage(res, auditLoginsPage(chromeOf(req, res), { rows: await loginsFor(visitor) }));
    }),
  );
  return router;
}

/** One row an app: who gave it access, and what all of them together gave. */
function groupApps(all: readonly Holding[], known: readonly string[]): AuditAppsProps['rows'] {
  const apps = new Map<string, Holding[]>();
  for (const holding of all.filter(({ kind }) => kind === 'app'))
    apps.set(holding.label, [...(apps.get(holding.label) ?? []), holding]);
  return [...apps].map(([label, held]) => ({
    label,
    website: held[0]?.website ?? '',
    people: [...new Set(held.map(({ owner }) => owner))],
    scopes: scopesInWords(readScopes(held.map(({ scopes }) => scopes ?? '').join(' '))),
    known: known.includes(label.toLowerCase()),
  }));
}

async function loginsFor(visitor: Visitor): Promise<AuditLoginsProps['rows']> {
  try {
    const logins = await listAccountLogins(visitor.linode);
    return logins
      .map(({ datetime: at, username, ip, restricted, status }) => ({
        at,
        username,
        ip,
        restricted,
        status,
      }))
      .sort((one, other) => (one.at < other.at ? 1 : -1));
  } catch (error) {
    if (!(error instanceof LinodeError) || error instanceof InvalidToken) throw error;
    return { problem: toProblem(error).text };
  }
}

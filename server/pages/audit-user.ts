import { Router, type Request, type Response } from 'express';
import { auditUserPage, type AuditUserProps } from '../../views/audit-user.ts';
import { auditUsersPage, type AuditUsersProps } from '../../views/audit-users.ts';
import type { FormErrors } from '../../views/create-linode.ts';
import type { Holdings } from '../audit/holdings.ts';
import { searchHoldings } from '../audit/search.ts';
import { NotFound } from '../errors.ts';
import { sendPage } from '../http/answer.ts';
import { isUsername } from '../linode/profile.ts';
import type { CsvTable } from '../http/csv.ts';
import { asksForData } from '../http/list-data.ts';
import { paths } from '../paths.ts';
import type { Visitor } from '../session/visitor.ts';
import { sendAuditData } from './audit-export.ts';
import { toTokenRow } from './audit-rows.ts';
import { sessionRows } from './audit-sessions.ts';
import { targetRef, targetsOf } from './audit-subject.ts';
import { timelineOf } from './audit-timeline.ts';
import type { PageDeps } from './page-deps.ts';

/** `/audit/users`: everybody; `/audit/users/:name`: one person, their access, and what happened. */
export function auditUserPages(deps: PageDeps): Router {
  const { guards } = deps;
  const router = Router();
  router.get(
    paths.auditUsers.pattern,
    deps.limits.exports,
    guards.admin(async (req, res, visitor) => await showUsers(deps, { req, res, visitor })),
  );
  router.get(
    paths.auditUser.pattern,
    guards.admin(async (req, res, visitor) => await showUser(deps, { req, res, visitor })),
  );
  return router;
}

interface Asked {
  readonly req: Request;
  readonly res: Response;
  readonly visitor: Visitor;
}

async function showUsers(deps: PageDeps, { req, res, visitor }: Asked): Promise<void> {
  const organisation = await deps.organisations.current(visitor);
  const holdings = await deps.holdingsOf(organisation);
  const people = organisation.people ?? [];
  const names = [...people.map(({ username }) => username), ...strangers(holdings, people)];
  const rows = await Promise.all(
    names.map(async (username): Promise<AuditUsersProps['rows'][number]> => {
      const person = people.find((one) => one.username === username);
      const own = holdings.byOwner.get(username.toLowerCase()) ?? [];
      return {
        username,
        hasTwoFactor: person?.hasTwoFactor ?? null,
        restricted: person?.restricted ?? null,
        lastLoginAt: person?.lastLoginAt ?? '',
        onAccount: organisation.people === null ? null : person !== undefined,
        connectedAt: holdings.snapshots.get(username.toLowerCase())?.takenAt ?? '',
        tokens: own.length,
        risks: own.filter(({ risks }) => risks.length > 0).length,
        blocked: (await deps.people.blockedReason(username)) !== null,
        role: deps.policy.isAdmin(username) ? 'admin' : 'member',
      };
    }),
  );
  if (asksForData(req))
    return await sendAuditData(deps, { req, res, visitor }, toPeopleTable(rows));
  const problem = organisation.people === null ? organisation.problems.join(' ') : undefined;
  sendPage(res, auditUsersPage(deps.chromeOf(req, res), { rows, problem }));
}

function toPeopleTable(rows: AuditUsersProps['rows']): CsvTable {
  return {
    name: 'people',
    columns: [
      'username',
      'two_factor',
      'restricted',
      'last_login',
      'on_account',
      'tokens_seen',
      'tokens',
      'tokens_with_risks',
      'blocked',
      'role',
    ],
    rows: rows.map((row) => ({
      username: row.username,
      two_factor: told(row.hasTwoFactor),
      restricted: told(row.restricted),
      last_login: row.lastLoginAt,
      on_account: told(row.onAccount),
      tokens_seen: row.connectedAt,
      tokens: row.tokens,
      tokens_with_risks: row.risks,
      blocked: told(row.blocked),
      role: row.role,
    })),
  };
}

/** Empty for what nobody reported. */
function told(value: boolean | null): string {
  if (value === null) return '';
  return value ? 'yes' : 'no';
}

/** People whose tokens are known and who are not (any more) among the account's users. */
function strangers({ snapshots }: Holdings, people: readonly { username: string }[]): string[] {
  const known = new Set(people.map(({ username }) => username.toLowerCase()));
  return [...snapshots.values()]
    .map(({ username }) => username)
    .filter((username) => !known.has(username.toLowerCase()));
}

const everything = {
  kind: '',
  risk: '',
  scope: '',
  expires: '',
  q: '',
  sort: 'risk',
  order: 'asc',
} as const;

export async function showUser(
  deps: PageDeps,
  { req, res, visitor }: Asked,
  typed: TypedReason = { reason: '', errors: [] },
): Promise<void> {
  const name = readUsername(req);
  const organisation = await deps.organisations.current(visitor);
  const [holdings, blockedFor, sessions, timeline, targets, refusal] = await Promise.all([
    deps.holdingsOf(organisation),
    deps.people.blockedReason(name),
    deps.registry.sessionsOf(name).then(async (ids) => await sessionRows(deps, ids)),
    timelineOf(deps, visitor, name),
    targetsOf(deps, visitor, name),
    deps.blocking.refusalOf(visitor.username, name),
  ]);
  const person = organisation.people?.find(
    (one) => one.username.toLowerCase() === name.toLowerCase(),
  );
  const snapshot = holdings.snapshots.get(name.toLowerCase());
  const props: AuditUserProps = {
    person: {
      username: person?.username ?? snapshot?.username ?? name,
      role: deps.policy.isAdmin(name) ? 'admin' : 'member',
      hasTwoFactor: person?.hasTwoFactor ?? null,
      restricted: person?.restricted ?? null,
      lastLoginAt: person?.lastLoginAt ?? '',
      passwordCreatedAt: person?.passwordCreatedAt ?? '',
      keyCount: person?.keyCount ?? null,
      onAccount: organisation.people === null ? null : person !== undefined,
      connectedAt: snapshot?.takenAt ?? '',
      ...(blockedFor !== null && { blocked: { reason: blockedFor } }),
    },
    tokens: [
      ...sessions,
      ...searchHoldings(holdings, { ...everything, user: name }).map(toTokenRow),
    ],
    gone: (snapshot?.gone ?? []).map(({ label, kind, goneAt, how }) => ({
      label,
      kind,
      goneAt,
      how,
    })),
    timeline: timeline.rows,
    timelineNote: timeline.note,
    forms: {
      revokeAll: {
        proof: deps.proofs.make(visitor, paths.auditRevoke.pattern),
        targets: targets.map(targetRef),
      },
      ...blockForms(deps, { ...typed, visitor, name, isBlocked: blockedFor !== null, refusal }),
    },
  };
  const status = typed.errors.length > 0 ? 422 : 200;
  sendPage(res, auditUserPage(deps.chromeOf(req, res), props), status);
}

/** @throws {NotFound} for what cannot be somebody's name at Linode. */
export function readUsername(req: Request): string {
  const { name } = req.params;
  if (!isUsername(name)) throw new NotFound();
  return name;
}

/** The form for blocking as it was sent, and what is wrong with it. */
export interface TypedReason {
  readonly reason: string;
  readonly errors: FormErrors;
}

interface BlockForm extends TypedReason {
  readonly visitor: Visitor;
  readonly name: string;
  readonly isBlocked: boolean;
  readonly refusal: string | null;
}

function blockForms(
  { proofs }: PageDeps,
  { visitor, name, reason, errors, isBlocked, refusal }: BlockForm,
) {
  const path = isBlocked ? paths.auditUnblock.to({ name }) : paths.auditBlock.to({ name });
  const form = { proof: proofs.make(visitor, path), reason, errors };
  if (isBlocked) return { unblock: form };
  return { block: { ...form, ...(refusal !== null && { refusal }) } };
}

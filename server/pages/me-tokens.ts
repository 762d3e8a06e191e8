import { Router, type Request, type Response } from 'express';
import { myTokensPage } from '../../views/me-tokens.ts';
import { stepUpPage } from '../../views/step-up.ts';
import { NotFound } from '../errors.ts';
import { sendPage } from '../http/answer.ts';
import type { CsvTable } from '../http/csv.ts';
import { asksForData, sendListData } from '../http/list-data.ts';
import { isNever, listTokens } from '../linode/tokens.ts';
import { needs } from '../oauth/needs.ts';
import { paths } from '../paths.ts';
import type { Visitor } from '../session/visitor.ts';
import { toPanelProblem } from './me.ts';
import { rowContextOf, toEndedRows, toTokenRows } from './me-rows.ts';
import type { PageDeps } from './page-deps.ts';

/** `/me/tokens`: one's tokens, and those that are over. */
export function meTokensPages(deps: PageDeps): Router {
  const { guards, limits, chromeOf, inventory } = deps;
  const router = Router();
  router.get(
    paths.myTokens.pattern,
    limits.exports,
    guards.signedIn(async (req, res, visitor) => {
      if (asksForData(req)) return sendListData(req, res, await tokenTable(deps, visitor));
      const [context, tokens, snapshot] = await Promise.all([
        rowContextOf(deps, visitor),
        listTokens(visitor.linode).catch(toPanelProblem),
        inventory.read(visitor.username),
      ]);
      const page = myTokensPage(chromeOf(req, res), {
        tokens: 'problem' in tokens ? tokens : toTokenRows(tokens, context),
        ended: toEndedRows(snapshot),
      });
      sendPage(res, page);
    }),
  );
  return router;
}

/** One's tokens, and those that are over: the prefix is as much of one as Linode tells. */
async function tokenTable(
  { inventory }: PageDeps,
  { linode, username }: Visitor,
): Promise<CsvTable> {
  const [tokens, snapshot] = await Promise.all([listTokens(linode), inventory.read(username)]);
  const active = tokens
    .toSorted((a, b) => b.created.localeCompare(a.created))
    .map(({ id, label, token, scopes, created, expiry }) => {
      const expires = endOf(expiry);
      return { id, label, prefix: token, scopes, created, expires, state: 'active' };
    });
  const ended = (snapshot?.gone ?? [])
    .filter(({ kind }) => kind === 'pat')
    .map(({ id, label, prefix, scopes, createdAt, expiresAt, how }) => ({
      id,
      label,
      prefix,
      scopes,
      created: createdAt,
      expires: endOf(expiresAt),
      state: how,
    }));
  return {
    name: 'my-tokens',
    columns: ['id', 'label', 'prefix', 'scopes', 'created', 'expires', 'state'],
    rows: [...active, ...ended],
  };
}

function endOf(expiry: string): string {
  return isNever(expiry) ? 'never' : expiry;
}

/** Linode's one scope for changing tokens is a wide one, and never asked for at sign-in. */
export function askToManageTokens({ chromeOf }: PageDeps, req: Request, res: Response): void {
  const { link, scopes } = needs['manage-tokens'];
  const page = stepUpPage(chromeOf(req, res), {
    title: 'Managing tokens needs more access',
    why: 'You signed in with access to look. Creating, renaming and revoking change your Linode user. Linode has no narrower access for that: it covers billing and users too, which Quayside does not touch.',
    scope: scopes.join(' '),
    link,
    href: paths.signIn.to({}, { for: 'manage-tokens', returnTo: req.originalUrl }),
  });
  sendPage(res, page);
}

export const MANAGE = 'account:read_write';

/** @throws {NotFound} for an id that Linode could not have given. */
export function readTokenId(req: Request): number {
  const id = Number(req.params['id']);
  if (!Number.isSafeInteger(id) || id < 1) throw new NotFound();
  return id;
}

import { Router, type Request, type Response } from 'express';
import { myTokensPage } from '../../views/me-tokens.ts';
import { stepUpPage } from '../../views/step-up.ts';
import { NotFound } from '../errors.ts';
import { sendPage } from '../http/answer.ts';
import { listTokens } from '../linode/tokens.ts';
import { needs } from '../oauth/needs.ts';
import { paths } from '../paths.ts';
import { toPanelProblem } from './me.ts';
import { rowContextOf, toEndedRows, toTokenRows } from './me-rows.ts';
import type { PageDeps } from './page-deps.ts';

/** `/me/tokens`: one's tokens, and those that are over. */
export function meTokensPages(deps: PageDeps): Router {
  const { guards, chromeOf, inventory } = deps;
  const router = Router();
  router.get(
    paths.myTokens.pattern,
    guards.signedIn(async (req, res, visitor) => {
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

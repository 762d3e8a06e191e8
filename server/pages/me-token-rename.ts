import { Router, type Request, type Response } from 'express';
import type { FormErrors } from '../../views/components/error-summary.ts';
import { renameTokenPage } from '../../views/me-token-rename.ts';
import { seeOther, sendPage } from '../http/answer.ts';
import { contextOf } from '../http/request-context.ts';
import { LinodeRefused } from '../linode/errors.ts';
import { getToken, renameToken, type PersonalAccessToken } from '../linode/tokens.ts';
import { paths } from '../paths.ts';
import type { Visitor } from '../session/visitor.ts';
import { labelProblems } from '../tokens/answers.ts';
import { FORM_TOO_OLD } from './create-linode.ts';
import { askToManageTokens, MANAGE, readTokenId } from './me-tokens.ts';
import type { PageDeps } from './page-deps.ts';

/** `/me/tokens/:id/rename`: another label; the token itself stays as it is. */
export function meTokenRenamePages(deps: PageDeps): Router {
  const { guards, audit, flash, inventory, logger } = deps;
  const router = Router();

  router.get(
    paths.renameToken.pattern,
    guards.signedIn(async (req, res, visitor) => {
      if (!visitor.can(MANAGE)) return askToManageTokens(deps, req, res);
      const token = await getToken(visitor.linode, readTokenId(req));
      show(deps, { req, res, visitor, token, label: token.label });
    }),
  );

  router.post(
    paths.renameToken.pattern,
    guards.form({
      fields: { label: 'one' },
      async submit(req, res, { visitor, values }) {
        const { linode, username } = visitor;
        const label = values.label.trim();
        const token = await getToken(linode, readTokenId(req));
        const errors = labelProblems(label);
        if (errors.length > 0) return show(deps, { req, res, visitor, token, label, errors });
        const problem = await renameToken(linode, token.id, label).then(() => null, toRefusal);
        if (problem !== null) {
          const told = [{ field: 'label', text: problem }];
          return show(deps, { req, res, visitor, token, label, errors: told });
        }
        const facts = { id: token.id, before: token.label, label };
        await audit.record({ type: 'pat.renamed', username, ...facts }, contextOf(req));
        await inventory.look(visitor).catch((error: unknown) => {
          logger.info({ err: error }, 'inventory: not looked at after a new label');
        });
        flash.put(res, 'token-renamed');
        seeOther(res, paths.myTokens.to({}));
      },
      async outdated(req, res, { visitor, values }) {
        const token = await getToken(visitor.linode, readTokenId(req));
        const { label } = values;
        show(deps, { req, res, visitor, token, label, notice: FORM_TOO_OLD });
      },
    }),
  );
  return router;
}

interface Shown {
  readonly req: Request;
  readonly res: Response;
  readonly visitor: Visitor;
  readonly token: PersonalAccessToken;
  readonly label: string;
  readonly errors?: FormErrors;
  readonly notice?: string;
}

function show(deps: PageDeps, shown: Shown): void {
  const { req, res, visitor, token, label, errors = [], notice } = shown;
  const { id } = token;
  const page = renameTokenPage(deps.chromeOf(req, res), {
    id,
    current: token.label,
    label,
    proof: deps.proofs.make(visitor, paths.renameToken.to({ id })),
    errors,
    notice,
  });
  sendPage(res, page, errors.length > 0 || notice !== undefined ? 422 : 200);
}

function toRefusal(error: unknown): string {
  if (!(error instanceof LinodeRefused) || ![400, 401].includes(error.status)) throw error;
  return error.message;
}

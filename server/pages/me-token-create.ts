import { Router, type Request } from 'express';
import { NotFound } from '../errors.ts';
import { seeOther } from '../http/answer.ts';
import { paths } from '../paths.ts';
import type { Visitor } from '../session/visitor.ts';
import { checkTokenAnswers, type TokenAnswers } from '../tokens/answers.ts';
import { isDraftId, newDraftId } from '../tokens/drafts.ts';
import { answersFor } from '../tokens/recipes.ts';
import { FORM_TOO_OLD } from './create-linode.ts';
import { textParam } from './list-query.ts';
import { isNeverAllowed, showTokenForm, toTokenAnswers, tokenFields } from './me-token-form.ts';
import { askToManageTokens, MANAGE } from './me-tokens.ts';
import type { PageDeps } from './page-deps.ts';

/** `/me/tokens/create`: the form. What is answered becomes a draft, which the check page reads. */
export function meTokenCreatePages(deps: PageDeps): Router {
  const { guards, ownTokens } = deps;
  const { drafts } = ownTokens;
  const router = Router();

  router.get(
    paths.createToken.pattern,
    guards.signedIn(async (req, res, visitor) => {
      if (!visitor.can(MANAGE)) return askToManageTokens(deps, req, res);
      showTokenForm(deps, { req, res, visitor, ...(await formToShow(deps, req, visitor)) });
    }),
  );

  router.post(
    paths.createToken.pattern,
    guards.form({
      fields: tokenFields,
      async submit(req, res, { visitor, values }) {
        const draft = readDraftId(values['draft']);
        const answers = toTokenAnswers(values);
        const kept = await drafts.keep(visitor.username, draft, answers);
        if (!kept && (await drafts.read(visitor.username, draft)) === null) throw new NotFound();
        // A draft no more: the check page leads to what came of it.
        if (!kept) return seeOther(res, paths.checkToken.to({}, { draft }));
        const errors = problemsOf(deps, answers);
        if (errors.length > 0)
          return showTokenForm(deps, { req, res, visitor, draft, answers, errors });
        seeOther(res, paths.checkToken.to({}, { draft }));
      },
      outdated(req, res, { visitor, values }) {
        const draft = readDraftId(values['draft']);
        const answers = toTokenAnswers(values);
        showTokenForm(deps, { req, res, visitor, draft, answers, notice: FORM_TOO_OLD });
      },
      async keep(username, values) {
        const draft = readDraftId(values['draft']);
        await drafts.keep(username, draft, toTokenAnswers(values));
        return paths.createToken.to({}, { draft });
      },
    }),
  );
  return router;
}

/** @throws {NotFound} for an id that no form of ours carries. */
export function readDraftId(value: unknown): string {
  if (!isDraftId(value)) throw new NotFound();
  return value;
}

export function problemsOf(deps: PageDeps, answers: TokenAnswers) {
  const isRefused = answers.expiry === 'never' && !isNeverAllowed(deps);
  const never = { field: 'expiry', text: 'The policy here wants every token to expire' };
  return [...checkTokenAnswers(answers), ...(isRefused ? [never] : [])];
}

/** A draft to go on with (`draft`), a copy of one that was sent (`from`), or a recipe. */
async function formToShow({ ownTokens }: PageDeps, req: Request, visitor: Visitor) {
  const { drafts } = ownTokens;
  const draft = await drafts.read(visitor.username, textParam(req, 'draft'));
  if (draft?.state === 'draft') return { draft: draft.id, answers: draft.answers };
  const earlier = await drafts.read(visitor.username, textParam(req, 'from'));
  const recipe = textParam(req, 'recipe');
  return { draft: newDraftId(), recipe, answers: earlier?.answers ?? answersFor(recipe) };
}

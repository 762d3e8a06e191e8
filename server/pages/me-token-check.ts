import { Router, type Request, type Response } from 'express';
import { checkTokenPage } from '../../views/me-token-check.ts';
import { tokenUnknownPage } from '../../views/me-token-unknown.ts';
import type { FormErrors } from '../../views/components/error-summary.ts';
import { NotFound } from '../errors.ts';
import { seeOther, sendPage } from '../http/answer.ts';
import { contextOf } from '../http/request-context.ts';
import type { LinodeProblem } from '../linode/errors.ts';
import { levelOf, readScopes } from '../linode/scopes.ts';
import { listTokens } from '../linode/tokens.ts';
import { paths } from '../paths.ts';
import type { Visitor } from '../session/visitor.ts';
import { expiryOf, scopesOf, type TokenAnswers } from '../tokens/answers.ts';
import type { TokenDraft } from '../tokens/drafts.ts';
import { madeMeanwhile } from '../tokens/make.ts';
import { FORM_TOO_OLD } from './create-linode.ts';
import { CHANGED_SINCE, isAsShown } from './draft-as-shown.ts';
import { toExpiry } from './expiry-words.ts';
import { textParam } from './list-query.ts';
import { problemsOf, readDraftId } from './me-token-create.ts';
import { showTokenForm } from './me-token-form.ts';
import { askToManageTokens, MANAGE } from './me-tokens.ts';
import type { PageDeps } from './page-deps.ts';
import { abilitiesOf, toScopeView } from './scope-view.ts';

/** Past this, nobody waits for the answer any more. */
const UNDER_WAY_MS = 30_000;

/** `/me/tokens/create/check`: everything once more, then the one button that creates. */
export function meTokenCheckPages(deps: PageDeps): Router {
  const { guards, ownTokens, inventory } = deps;
  const router = Router();

  router.get(
    paths.checkToken.pattern,
    guards.signedIn(async (req, res, visitor) => {
      if (!visitor.can(MANAGE)) return askToManageTokens(deps, req, res);
      const draft = await ownDraft(deps, visitor, textParam(req, 'draft'));
      await showWhatCame(deps, { req, res, visitor, draft });
    }),
  );

  router.post(
    paths.checkToken.pattern,
    guards.form({
      fields: { draft: 'one', drafted: 'one' },
      async submit(req, res, { visitor, values }) {
        const draft = await ownDraft(deps, visitor, values.draft);
        const here = paths.checkToken.to({}, { draft: draft.id });
        if (draft.state !== 'draft' || problemsOf(deps, draft.answers).length > 0)
          return seeOther(res, here);
        if (!isAsShown(draft, values.drafted))
          return showCheck(deps, { req, res, visitor, draft, notice: CHANGED_SINCE });
        const result = await ownTokens.make(visitor, draft, contextOf(req));
        if (result.outcome === 'refused')
          return showRefusal(deps, { req, res, visitor, draft }, result.problems);
        const after = await ownDraft(deps, visitor, draft.id);
        if (after.state !== 'made') return seeOther(res, here);
        await inventory.look(visitor).catch((error: unknown) => {
          deps.logger.info({ err: error }, 'inventory: not looked at after a new token');
        });
        seeOther(res, paths.tokenCreated.to({ id: after.tokenId }));
      },
      async outdated(req, res, { visitor, values }) {
        const draft = await ownDraft(deps, visitor, values.draft);
        await showWhatCame(deps, { req, res, visitor, draft, notice: FORM_TOO_OLD });
      },
      keep: async (_, values) =>
        await Promise.resolve(paths.checkToken.to({}, { draft: readDraftId(values.draft) })),
    }),
  );
  return router;
}

interface Shown {
  readonly req: Request;
  readonly res: Response;
  readonly visitor: Visitor;
  readonly draft: TokenDraft;
  readonly errors?: FormErrors;
  readonly notice?: string;
}

/** @throws {NotFound} also for another person's. */
async function ownDraft(deps: PageDeps, visitor: Visitor, id: string): Promise<TokenDraft> {
  const draft = await deps.ownTokens.drafts.read(visitor.username, readDraftId(id));
  if (draft === null) throw new NotFound();
  return draft;
}

async function showWhatCame(deps: PageDeps, shown: Shown): Promise<void> {
  const { draft, res } = shown;
  if (draft.state === 'made') return seeOther(res, paths.tokenCreated.to({ id: draft.tokenId }));
  if (draft.state !== 'draft') return await showUnknown(deps, shown);
  const errors = problemsOf(deps, draft.answers);
  if (errors.length > 0)
    return showTokenForm(deps, { ...shown, draft: draft.id, answers: draft.answers, errors });
  showCheck(deps, shown);
}

function showCheck(deps: PageDeps, { req, res, visitor, draft, errors = [], notice }: Shown): void {
  const { answers, draftedAt, id } = draft;
  const scopes = scopesOf(answers);
  const expiry = expiryOf(answers, new Date());
  const lacking = scopes.filter((scope) => !visitor.can(scope));
  const here = paths.checkToken.to({}, { draft: id });
  const page = checkTokenPage(deps.chromeOf(req, res), {
    draft: id,
    draftedAt,
    proof: deps.proofs.make(visitor, paths.checkToken.pattern),
    changeHref: paths.createToken.to({}, { draft: id }),
    label: answers.label,
    expiry: toExpiry(expiry === null ? '' : `${expiry}Z`, 0),
    abilities: abilitiesOf(scopes.join(' ')),
    scopes: toScopeView(scopes.join(' ')),
    warnings: warningsFor(answers),
    beyond:
      lacking.length === 0
        ? undefined
        : {
            scopes: lacking.join(' ').replace('*', '* (full access)'),
            href: paths.signIn.to({}, { for: 'manage-tokens', draft: id, returnTo: here }),
          },
    errors,
    notice,
  });
  const isAgain = errors.length > 0 || notice !== undefined;
  sendPage(res, page, isAgain ? 422 : 200);
}

function warningsFor(answers: TokenAnswers): readonly string[] {
  const scopes = readScopes(scopesOf(answers).join(' '));
  const full =
    'Full access: whoever has this token can do everything that you can, billing and users included.';
  const account =
    'Account, read and write: whoever has this token can change billing and users, and create further tokens that outlive it.';
  const never = 'It never expires: it works until somebody revokes it, also after you have left.';
  const writesAccount = !scopes.isFull && levelOf(scopes, 'account') === 'read_write';
  return [
    ...(scopes.isFull ? [full] : []),
    ...(writesAccount ? [account] : []),
    ...(answers.expiry === 'never' ? [never] : []),
  ];
}

/** Linode's fields are the form's, but for the expiry's date. */
function showRefusal(deps: PageDeps, shown: Shown, problems: readonly LinodeProblem[]): void {
  const { draft } = shown;
  const errors = problems.map(({ field, reason }) => {
    const isOfForm = field !== null && ['label', 'scopes', 'expiry'].includes(field);
    return isOfForm ? { field, text: reason } : { text: reason };
  });
  const told = errors.length > 0 ? errors : [{ text: 'Linode refused this without a reason.' }];
  const isAboutScopes = told.some((error) => 'field' in error && error.field === 'scopes');
  // What the session lacks is said, and can be allowed, on the check page.
  if (isAboutScopes)
    return showCheck(deps, { ...shown, errors: told.map(({ text }) => ({ text })) });
  showTokenForm(deps, { ...shown, draft: draft.id, answers: draft.answers, errors: told });
}

async function showUnknown(deps: PageDeps, { req, res, visitor, draft }: Shown): Promise<void> {
  const isUnderWay = draft.state === 'sent' && Date.now() - draft.sentAt < UNDER_WAY_MS;
  const found = isUnderWay ? [] : madeMeanwhile(await listTokens(visitor.linode), draft);
  const page = tokenUnknownPage(deps.chromeOf(req, res), {
    label: draft.answers.label,
    isUnderWay,
    found: found.map(({ id, token, created }) => ({ id, prefix: token, createdAt: created })),
    againHref: paths.checkToken.to({}, { draft: draft.id }),
    anewHref: paths.createToken.to({}, { from: draft.id }),
  });
  sendPage(res, page);
}

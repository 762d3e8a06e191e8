import { Router, type Request, type Response } from 'express';
import { NotFound } from '../errors.ts';
import { seeOther } from '../http/answer.ts';
import { paths } from '../paths.ts';
import { checkAnswers, noAnswers, type Answers } from '../provisioning/answers.ts';
import { isRequestId, newRequestId } from '../provisioning/requests.ts';
import type { Visitor } from '../session/visitor.ts';
import { askForCreateScope, createFields, loadOffer, showForm, toAnswers } from './create-form.ts';
import { textParam } from './list-query.ts';
import type { PageDeps } from './page-deps.ts';

export const FORM_TOO_OLD = 'Your form was open a long time. Check it and send again.';

/** `/linodes/create`: the form. What is typed becomes a draft, which the check page then reads. */
export function createLinodePages(deps: PageDeps): Router {
  const { guards, provisioning } = deps;
  const { requests } = provisioning;
  const router = Router();

  router.get(
    paths.createLinode.pattern,
    guards.signedIn(async (req, res, visitor) => {
      // Who may not create is told so, rather than asked to allow what would not help.
      const refusal = await deps.createRefusalOf(visitor);
      if (refusal === undefined && !visitor.can('linodes:read_write'))
        return askForCreateScope(deps, req, res);
      const { requestId, answers } = await formToShow(deps, req, visitor);
      await showForm(deps, { req, res, visitor, requestId, answers });
    }),
  );

  router.post(
    paths.createLinode.pattern,
    guards.form({
      fields: createFields,
      async submit(req, res, { visitor, values }) {
        const id = readRequestId(values.request);
        const answers = toAnswers(values);
        const outcome = await requests.keepDraft(visitor.username, id, answers);
        if (outcome === 'foreign') throw new NotFound();
        if (outcome === 'sent') return seeOther(res, paths.request.to({ id }));
        if (values.step === 'update')
          return seeOther(res, paths.createLinode.to({}, { request: id }));
        await check(deps, { req, res, visitor }, { id, answers });
      },
      async outdated(req, res, { visitor, values }) {
        const requestId = readRequestId(values.request);
        const answers = toAnswers(values);
        await showForm(deps, { req, res, visitor, requestId, answers, notice: FORM_TOO_OLD });
      },
      async keep(username, values) {
        const id = readRequestId(values.request);
        await requests.keepDraft(username, id, toAnswers(values));
        return paths.createLinode.to({}, { request: id });
      },
    }),
  );
  return router;
}

/** @throws {NotFound} for an id that no form of ours carries. */
export function readRequestId(value: unknown): string {
  if (!isRequestId(value)) throw new NotFound();
  return value;
}

interface Asked {
  readonly req: Request;
  readonly res: Response;
  readonly visitor: Visitor;
}

async function check(
  deps: PageDeps,
  asked: Asked,
  draft: { id: string; answers: Answers },
): Promise<void> {
  const { id, answers } = draft;
  const problems = checkAnswers(answers, await loadOffer(deps, asked.visitor));
  if (problems.length > 0)
    return await showForm(deps, { ...asked, requestId: id, answers, errors: problems });
  seeOther(asked.res, paths.checkLinode.to({}, { request: id }));
}

/**
 * A new form, with a plan and a region where such were chosen; a draft to go on with (`request`); or a
 * copy of an earlier request (`from`).
 */
async function formToShow({ provisioning }: PageDeps, req: Request, visitor: Visitor) {
  const { requests } = provisioning;
  const isOwn = (owner: string | undefined) => owner === visitor.username;
  const requestId = textParam(req, 'request');
  const draft = isRequestId(requestId) ? await requests.read(requestId) : null;
  if (isOwn(draft?.owner) && draft?.state === 'draft') return { requestId, answers: draft.answers };
  const from = textParam(req, 'from');
  const earlier = isRequestId(from) ? await requests.read(from) : null;
  const chosen = { type: textParam(req, 'type', 60), region: textParam(req, 'region', 60) };
  const answers = isOwn(earlier?.owner) && earlier ? earlier.answers : { ...noAnswers, ...chosen };
  return { requestId: newRequestId(), answers };
}

import { Router, type Request, type Response } from 'express';
import { checkLinodePage, type CheckLinodeProps } from '../../views/check-linode.ts';
import type { FormErrors } from '../../views/create-linode.ts';
import { KeptForLater, NotFound } from '../errors.ts';
import { seeOther, sendPage } from '../http/answer.ts';
import { contextOf } from '../http/request-context.ts';
import { isAbsence, type LinodeProblem } from '../linode/errors.ts';
import { paths } from '../paths.ts';
import { checkAnswers, passwordProblem } from '../provisioning/answers.ts';
import type { RequestRecord } from '../provisioning/request-record.ts';
import { newRequestId } from '../provisioning/requests.ts';
import type { Visitor } from '../session/visitor.ts';
import { summarise } from './check-summary.ts';
import { askForCreateScope, loadOffer, showForm } from './create-form.ts';
import { FORM_TOO_OLD, readRequestId } from './create-linode.ts';
import { CHANGED_SINCE, isAsShown } from './draft-as-shown.ts';
import { textParam } from './list-query.ts';
import type { PageDeps } from './page-deps.ts';

/** `/linodes/create/check`: everything once more, then the one button that buys. */
export function checkLinodePages(deps: PageDeps): Router {
  const { guards, provisioning } = deps;
  const router = Router();

  router.get(
    paths.checkLinode.pattern,
    guards.signedIn(async (req, res, visitor) => {
      if (!visitor.can('linodes:read_write')) return askForCreateScope(deps, req, res);
      const record = await ownRequest(deps, visitor, textParam(req, 'request'));
      if (record.state !== 'draft') return seeOther(res, paths.request.to({ id: record.id }));
      await showOrReturn(deps, { req, res, visitor, record });
    }),
  );

  router.post(
    paths.checkLinode.pattern,
    guards.form({
      fields: { request: 'one', drafted: 'one', root_password: 'one' },
      async submit(req, res, { visitor, values }) {
        const record = await ownRequest(deps, visitor, values.request);
        if (record.state !== 'draft') return seeOther(res, paths.request.to({ id: record.id }));
        const asked = { req, res, visitor, record };
        if (!isAsShown(record, values.drafted))
          return await showOrReturn(deps, { ...asked, notice: CHANGED_SINCE });
        const problem = passwordProblem(values.root_password, record.answers);
        if (problem !== null)
          return await showOrReturn(deps, {
            ...asked,
            errors: [{ field: 'root_password', text: problem }],
          });
        await send(deps, asked, values.root_password).catch(draftKept(record));
      },
      async outdated(req, res, { visitor, values }) {
        const record = await ownRequest(deps, visitor, values.request);
        if (record.state !== 'draft') return seeOther(res, paths.request.to({ id: record.id }));
        await showOrReturn(deps, { req, res, visitor, record, notice: FORM_TOO_OLD });
      },
      keep: async (_, values) =>
        await Promise.resolve(paths.checkLinode.to({}, { request: readRequestId(values.request) })),
    }),
  );
  return router;

  async function send(deps: PageDeps, asked: Shown, rootPassword: string): Promise<void> {
    const { req, res, visitor, record } = asked;
    const problems = checkAnswers(record.answers, await loadOffer(deps, visitor));
    if (problems.length > 0) return await backToForm(deps, asked, problems);
    const options = { rootPassword, context: contextOf(req) };
    const result = await provisioning.send(visitor, record, options);
    if (result.outcome === 'settled') return seeOther(res, paths.request.to({ id: record.id }));
    await showRefusal(deps, asked, result.problems);
  }
}

/** An absence that is told of came before the call: one that came after it is a matter of the request. */
function draftKept({ id }: RequestRecord) {
  return (error: unknown): never => {
    const path = paths.checkLinode.to({}, { request: id });
    throw isAbsence(error) ? new KeptForLater(path, error) : error;
  };
}

interface Shown {
  readonly req: Request;
  readonly res: Response;
  readonly visitor: Visitor;
  readonly record: RequestRecord;
  readonly errors?: FormErrors;
  readonly notice?: string;
}

/** @throws {NotFound} also for another person's request. */
async function ownRequest(
  { provisioning }: PageDeps,
  visitor: Visitor,
  id: string,
): Promise<RequestRecord> {
  const record = await provisioning.requests.read(readRequestId(id));
  if (record === null || record.owner !== visitor.username) throw new NotFound();
  return record;
}

/** The check page; or the form, when what was drafted cannot be had (any more). */
async function showOrReturn(deps: PageDeps, shown: Shown): Promise<void> {
  const { req, res, visitor, record, errors = [], notice } = shown;
  const offer = await loadOffer(deps, visitor);
  const problems = checkAnswers(record.answers, offer);
  if (problems.length > 0) return await backToForm(deps, shown, problems);
  const props: CheckLinodeProps = {
    requestId: record.id,
    draftedAt: record.draftedAt,
    proof: deps.proofs.make(visitor, paths.checkLinode.pattern),
    action: paths.checkLinode.pattern,
    changeHref: paths.createLinode.to({}, { request: record.id }),
    keysOf: record.answers.authorizedUsers,
    passwordWanted: true,
    errors,
    notice,
    ...summarise(record, offer, deps.config.linode.apiUrl),
  };
  const isAgain = errors.length > 0 || notice !== undefined;
  sendPage(res, checkLinodePage(deps.chromeOf(req, res), props), isAgain ? 422 : 200);
}

async function backToForm(
  deps: PageDeps,
  { req, res, visitor, record }: Shown,
  errors: FormErrors,
) {
  const { id: requestId, answers } = record;
  await showForm(deps, { req, res, visitor, requestId, answers, errors });
}

/** A refused request is over; its answers go on under a new id, without the password. */
async function showRefusal(
  deps: PageDeps,
  shown: Shown,
  problems: readonly LinodeProblem[],
): Promise<void> {
  const id = newRequestId();
  const { visitor, record } = shown;
  const { requests } = deps.provisioning;
  await requests.keepDraft(visitor.username, id, record.answers);
  const next = { ...shown, record: await ownRequest(deps, visitor, id) };
  const errors = problems.map(toFormError);
  const isAboutPassword = errors.every(({ field }) => field === 'root_password');
  if (isAboutPassword && errors.length > 0) return await showOrReturn(deps, { ...next, errors });
  const told = errors.length > 0 ? errors : [{ text: 'Linode refused this without a reason.' }];
  await backToForm(deps, next, told);
}

const ownFields = new Set(['region', 'type', 'image', 'label', 'tags', 'authorized_users']);

function toFormError({ field, reason }: LinodeProblem): FormErrors[number] {
  if (field === 'root_pass') return { field: 'root_password', text: reason };
  return field !== null && ownFields.has(field) ? { field, text: reason } : { text: reason };
}

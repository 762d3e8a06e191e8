import { Router, type Request, type Response } from 'express';
import { auditRevocationPage } from '../../views/audit-revocation.ts';
import { auditRevokePage } from '../../views/audit-revoke.ts';
import type { FormErrors } from '../../views/create-linode.ts';
import type { Target } from '../audit/revocation-record.ts';
import { NotFound } from '../errors.ts';
import { seeOther, sendPage } from '../http/answer.ts';
import { contextOf } from '../http/request-context.ts';
import { paths } from '../paths.ts';
import type { Visitor } from '../session/visitor.ts';
import { reasonProblem } from './audit-block.ts';
import { findTarget, targetRef } from './audit-subject.ts';
import type { PageDeps } from './page-deps.ts';

/** Below what a form may carry (`http/form.ts`). */
const MAX_TARGETS = 900;

/** `/audit/revoke`: lists what will end and asks why; `/audit/revocations/:id`: how far it has come. */
export function auditRevokePages(deps: PageDeps): Router {
  const { guards, revocations, chromeOf, proofs } = deps;
  const router = Router();

  router.post(
    paths.auditRevoke.pattern,
    guards.adminForm({
      fields: { target: 'many', step: 'one', reason: 'one', block: 'one' },
      async submit(req, res, { visitor, values }) {
        const targets = await readTargets(deps, visitor, values.target);
        const reason = values.reason.trim();
        const alsoBlock = values.block === 'yes';
        const shown = { req, res, visitor, targets, reason, alsoBlock };
        if (values.step !== 'revoke')
          return confirm(deps, shown, targets.length > 0 ? [] : [chooseOne]);
        const errors = await problemsWith(deps, shown);
        if (errors.length > 0) return confirm(deps, shown, errors);
        await revoke(deps, shown);
      },
    }),
  );

  router.get(
    paths.auditRevocation.pattern,
    guards.admin(async (req, res, visitor) => {
      const id = String(req.params['id']);
      const revocation = /^[\w-]{22}$/.test(id) ? await revocations.read(id) : null;
      if (revocation === null) throw new NotFound();
      const open = revocation.items.filter(
        ({ kind, linode }) => kind !== 'session' && linode !== 'confirmed',
      );
      const proof = proofs.make(visitor, paths.auditRevoke.pattern);
      const page = auditRevocationPage(chromeOf(req, res), {
        ...revocation,
        againHref: paths.auditRevocation.to({ id }),
        ...(open.length > 0 && { retry: { proof, targets: open.map(targetRef) } }),
      });
      sendPage(res, page);
    }),
  );
  return router;
}

interface Asked {
  readonly req: Request;
  readonly res: Response;
  readonly visitor: Visitor;
  readonly targets: readonly Target[];
  readonly reason: string;
  readonly alsoBlock: boolean;
}

async function readTargets(deps: PageDeps, admin: Visitor, refs: readonly string[]) {
  const unique = [...new Set(refs)].slice(0, MAX_TARGETS);
  const found = await Promise.all(unique.map(async (ref) => await findTarget(deps, admin, ref)));
  return found.filter((target) => target !== null);
}

async function problemsWith(deps: PageDeps, asked: Asked): Promise<FormErrors> {
  const { reason, targets, alsoBlock, visitor } = asked;
  const errors: FormErrors[number][] = [];
  if (targets.length === 0) errors.push(chooseOne);
  const about = reasonProblem(reason);
  if (about !== null) errors.push({ field: 'reason', text: about });
  const owner = soleOwner(targets);
  const refusal =
    alsoBlock && owner !== null ? await deps.blocking.refusalOf(visitor.username, owner) : null;
  if (refusal !== null) errors.push({ field: 'block', text: refusal });
  return errors;
}

async function revoke(deps: PageDeps, asked: Asked): Promise<void> {
  const { req, res, visitor, reason, targets, alsoBlock } = asked;
  const context = contextOf(req);
  const owner = soleOwner(targets);
  const order = { by: visitor.username, reason, targets, context };
  const { id, finished } = await deps.revocations.begin(order);
  finished.catch((error: unknown) => {
    deps.logger.error({ err: error, revocation: id }, 'a revocation could not be carried through');
  });
  if (alsoBlock && owner !== null)
    await deps.blocking.block({ by: visitor.username, person: owner, reason, context });
  seeOther(res, paths.auditRevocation.to({ id }));
}

const chooseOne = {
  text: 'Choose at least one that can be ended. What has ended already cannot.',
};

const consequences = {
  session:
    'Its person is signed out here at once; Linode is asked to end the access, until it confirms.',
  pat: 'Whatever uses this token stops working. Done through a live session of its owner, or asked of them.',
  app: 'The app loses its access. Done through a live session of its owner, or asked of them.',
} as const;

function confirm(deps: PageDeps, asked: Asked, errors: FormErrors): void {
  const { req, res, visitor, targets, reason, alsoBlock } = asked;
  const owner = soleOwner(targets);
  const isOwn = targets.some(({ kind, id }) => kind === 'session' && id === visitor.session);
  const page = auditRevokePage(deps.chromeOf(req, res), {
    targets: targets.map((target) => ({
      ...target,
      ref: targetRef(target),
      consequence: consequences[target.kind],
    })),
    reason,
    alsoBlock,
    errors,
    proof: deps.proofs.make(visitor, paths.auditRevoke.pattern),
    backHref: paths.auditTokens.to({}),
    ...(owner !== null && owner !== visitor.username && { offersBlock: owner }),
    ...(isOwn && { warning: 'One of these is the session you are using: you will be signed out.' }),
  });
  sendPage(res, page, errors.length > 0 ? 422 : 200);
}

/** The one person whom all of it belongs to; null when it belongs to several. */
function soleOwner(targets: readonly Target[]): string | null {
  const owners = new Set(targets.map(({ owner }) => owner.toLowerCase()));
  return owners.size === 1 ? (targets[0]?.owner ?? null) : null;
}

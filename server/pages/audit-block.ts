import { Router, type Request, type Response } from 'express';
import { seeOther } from '../http/answer.ts';
import { contextOf } from '../http/request-context.ts';
import { paths } from '../paths.ts';
import type { Visitor } from '../session/visitor.ts';
import { readUsername, showUser } from './audit-user.ts';
import type { PageDeps } from './page-deps.ts';

/** `/audit/users/:name/block` and `/unblock`: keeps a leaver out until an admin lets them in again. */
export function auditBlockPages(deps: PageDeps): Router {
  const { guards, blocking } = deps;
  const router = Router();

  router.post(
    paths.auditBlock.pattern,
    guards.adminForm({
      fields: { reason: 'one' },
      async submit(req, res, { visitor, values }) {
        const order = toOrder(req, visitor, values.reason);
        const refusal = await blocking.refusalOf(visitor.username, order.person);
        const problem = refusal ?? reasonProblem(order.reason);
        if (problem !== null) return await again(deps, { req, res, visitor, ...order }, problem);
        await blocking.block(order);
        seeOther(res, paths.auditUser.to({ name: order.person }));
      },
    }),
  );

  router.post(
    paths.auditUnblock.pattern,
    guards.adminForm({
      fields: { reason: 'one' },
      async submit(req, res, { visitor, values }) {
        const order = toOrder(req, visitor, values.reason);
        const problem = reasonProblem(order.reason);
        if (problem !== null) return await again(deps, { req, res, visitor, ...order }, problem);
        await blocking.unblock(order);
        seeOther(res, paths.auditUser.to({ name: order.person }));
      },
    }),
  );
  return router;
}

/** Why this reason cannot be kept, or null. */
export function reasonProblem(reason: string): string | null {
  if (reason === '') return 'Enter a reason: it is kept in the log';
  return reason.length <= 500 ? null : 'Reason must be 500 characters or fewer';
}

function toOrder(req: Request, admin: Visitor, reason: string) {
  return {
    by: admin.username,
    person: readUsername(req),
    reason: reason.trim(),
    context: contextOf(req),
  };
}

async function again(
  deps: PageDeps,
  { reason, ...asked }: { req: Request; res: Response; visitor: Visitor; reason: string },
  text: string,
): Promise<void> {
  await showUser(deps, asked, { reason, errors: [{ field: 'reason', text }] });
}

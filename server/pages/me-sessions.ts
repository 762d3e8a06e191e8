import { Router } from 'express';
import { seeOther } from '../http/answer.ts';
import { paths } from '../paths.ts';
import type { PageDeps } from './page-deps.ts';

/** `/me/sessions/…`: one's own sessions, ended one by one or all but this. */
export function meSessionsPages({ guards, ownSessions, flash }: PageDeps): Router {
  const router = Router();

  router.post(
    paths.endOtherSessions.pattern,
    guards.form({
      fields: {},
      async submit(_req, res, { visitor }) {
        await ownSessions.endOthers(visitor);
        flash.put(res, 'sessions-closed');
        seeOther(res, paths.me.to({}));
      },
    }),
  );

  router.post(
    paths.endSession.pattern,
    guards.form({
      fields: {},
      proofPath: paths.endSession.pattern,
      async submit(req, res, { visitor }) {
        await ownSessions.end(visitor, String(req.params['id']));
        flash.put(res, 'session-closed');
        seeOther(res, paths.me.to({}));
      },
    }),
  );
  return router;
}

import { setTimeout as sleep } from 'node:timers/promises';
import { Router } from 'express';
import { seeOther } from '../http/answer.ts';
import { forgetVisitor } from '../http/current-visitor.ts';
import { paths } from '../paths.ts';
import type { PageDeps } from './page-deps.ts';

/** Nobody waits longer than this for Linode in order to be signed out here. */
const WAIT_MS = 2000;

/** `POST /sign-out`: ends the session at once, and at Linode as soon as Linode answers. */
export function signOutPages({ guards, endSession, sweeper, flash }: PageDeps): Router {
  const router = Router();
  // A link that signs out could be put into any page: it has to be the form.
  router.get(paths.signOut.pattern, (_req, res) => {
    res
      .status(405)
      .set('Allow', 'POST')
      .type('text')
      .send('Sign out with the button on any page.\n');
  });
  router.post(
    paths.signOut.pattern,
    guards.form({
      fields: {},
      async submit(_req, res, { visitor }) {
        await endSession(visitor.session, 'signed-out');
        forgetVisitor(res);
        const confirmed = sweeper.settle(visitor.session);
        const late = sleep(WAIT_MS, 'pending' as const, { ref: false });
        const outcome = await Promise.race([confirmed, late]);
        flash.put(res, outcome === 'revoked' ? 'signed-out' : 'sign-out-local');
        res.set('Clear-Site-Data', '"cache", "storage"');
        seeOther(res, paths.home.to({}));
      },
      keep: async () => await Promise.resolve(paths.home.pattern),
    }),
  );
  return router;
}

import { Router } from 'express';
import { accessPages } from './access.ts';
import { auditPages } from './audit.ts';
import { callbackPages } from './callback.ts';
import { checkLinodePages } from './check-linode.ts';
import { createLinodePages } from './create-linode.ts';
import { homePages } from './home.ts';
import { linodePages } from './linode.ts';
import { linodesPages } from './linodes.ts';
import type { PageDeps } from './page-deps.ts';
import { powerPages } from './power.ts';
import { requestsPages } from './requests.ts';
import { signInPages } from './sign-in.ts';
import { signOutPages } from './sign-out.ts';
import { themePages } from './theme.ts';

/** The table of contents. Where two patterns could match, the narrower page stands first. */
export function createPages(deps: PageDeps): Router {
  const router = Router();
  router.use(homePages(deps));
  router.use(accessPages(deps));
  router.use(signInPages(deps));
  router.use(callbackPages(deps));
  router.use(signOutPages(deps));
  router.use(themePages(deps));
  router.use(linodesPages(deps));
  router.use(createLinodePages(deps));
  router.use(checkLinodePages(deps));
  router.use(linodePages(deps));
  router.use(powerPages(deps));
  router.use(requestsPages(deps));
  router.use(auditPages(deps));
  return router;
}

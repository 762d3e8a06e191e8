import { Router } from 'express';
import { auditAccountPages } from './audit-account.ts';
import { auditBlockPages } from './audit-block.ts';
import { auditLogPages } from './audit-log.ts';
import { auditLookupPages } from './audit-lookup.ts';
import { auditOverviewPages } from './audit-overview.ts';
import { auditPolicyPages } from './audit-policy.ts';
import { auditRevokePages } from './audit-revoke.ts';
import { auditTokenPages } from './audit-token.ts';
import { auditTokensPages } from './audit-tokens.ts';
import { auditUserPages } from './audit-user.ts';
import type { PageDeps } from './page-deps.ts';

/** Everything below `/audit`, for administrators. */
export function auditPages(deps: PageDeps): Router {
  const router = Router();
  router.use(auditOverviewPages(deps));
  router.use(auditTokensPages(deps));
  router.use(auditTokenPages(deps));
  router.use(auditRevokePages(deps));
  router.use(auditUserPages(deps));
  router.use(auditBlockPages(deps));
  router.use(auditAccountPages(deps));
  router.use(auditLookupPages(deps));
  router.use(auditLogPages(deps));
  router.use(auditPolicyPages(deps));
  return router;
}

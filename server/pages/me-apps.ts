import { Router, type Request, type Response } from 'express';
import type { RevokeProps } from '../../views/me-revoke.ts';
import { seeOther } from '../http/answer.ts';
import { forgetVisitor } from '../http/current-visitor.ts';
import { contextOf } from '../http/request-context.ts';
import { deleteApp, getApp, listApps, type AuthorizedApp } from '../linode/apps.ts';
import { paths } from '../paths.ts';
import type { Visitor } from '../session/visitor.ts';
import { FORM_TOO_OLD } from './create-linode.ts';
import { toExpiry } from './expiry-words.ts';
import { revokeOwn, showRevoke, unanswered, type Revocable, type Revoked } from './me-revoke.ts';
import { isOwnApp } from './me-rows.ts';
import { askToManageTokens, MANAGE, readTokenId } from './me-tokens.ts';
import type { PageDeps } from './page-deps.ts';
import { toScopeView } from './scope-view.ts';

const flashes = {
  confirmed: 'app-revoked',
  listed: 'app-still-listed',
  unproved: 'app-unproved',
} as const;

/** `/me/apps/:id/revoke`: ends what an OAuth app may do in one's name. */
export function meAppsPages(deps: PageDeps): Router {
  const { guards, flash, config } = deps;
  const router = Router();

  router.get(
    paths.revokeApp.pattern,
    guards.signedIn(async (req, res, visitor) => {
      if (!visitor.can(MANAGE)) return askToManageTokens(deps, req, res);
      showRevoke(deps, { req, res, props: await propsFor(deps, req, visitor) });
    }),
  );

  router.post(
    paths.revokeApp.pattern,
    guards.form({
      fields: { answer: 'one' },
      async submit(req, res, { visitor, values }) {
        if (values.answer === 'no') {
          flash.put(res, 'token-kept');
          return seeOther(res, paths.me.to({}));
        }
        if (values.answer !== 'yes') {
          const props = await propsFor(deps, req, visitor);
          return showRevoke(deps, { req, res, props, errors: unanswered });
        }
        const app = await getApp(visitor.linode, readTokenId(req));
        const asked = { visitor, context: contextOf(req) };
        const outcome = await revokeOwn(deps, asked, toRevocable(app, visitor));
        await answer(deps, { res, visitor, isOwn: isOwnApp(app, config.baseUrl) }, outcome);
      },
      async outdated(req, res, { visitor }) {
        const props = await propsFor(deps, req, visitor);
        showRevoke(deps, { req, res, props: { ...props, notice: FORM_TOO_OLD } });
      },
    }),
  );
  return router;
}

/** Without its access at Linode, a session of ours is none: it ends here too. */
async function answer(
  { flash, endSession }: PageDeps,
  { res, visitor, isOwn }: { res: Response; visitor: Visitor; isOwn: boolean },
  outcome: Revoked,
): Promise<void> {
  if (outcome !== 'own' && !isOwn) {
    flash.put(res, flashes[outcome]);
    return seeOther(res, paths.me.to({}));
  }
  await endSession(visitor.session, 'ended-by-owner');
  forgetVisitor(res);
  flash.put(res, 'own-app-revoked');
  res.set('Clear-Site-Data', '"cache", "storage"');
  seeOther(res, paths.home.to({}));
}

function toRevocable({ id, label, scopes }: AuthorizedApp, { linode }: Visitor): Revocable {
  return {
    kind: 'app',
    id,
    label,
    scopes,
    remove: async () => await deleteApp(linode, id),
    isListed: async () => (await listApps(linode)).some((app) => app.id === id),
  };
}

async function propsFor(
  deps: PageDeps,
  req: Request,
  visitor: Visitor,
): Promise<Omit<RevokeProps, 'errors'>> {
  const app = await getApp(visitor.linode, readTokenId(req));
  const { id, label, website, created, expiry } = app;
  const action = paths.revokeApp.to({ id });
  const isOwn = isOwnApp(app, deps.config.baseUrl);
  return {
    noun: 'app',
    label,
    facts: {
      website,
      createdAt: created,
      scopes: toScopeView(app.scopes),
      expiry: toExpiry(expiry, 0),
    },
    consequences: [
      'This app can do nothing in your name any more, until you allow it again.',
      ...(isOwn ? ['This is Quayside itself: you will be signed out.'] : []),
    ],
    action,
    proof: deps.proofs.make(visitor, action),
    back: { href: paths.me.to({}), text: 'My access' },
  };
}

import { Router, type Request } from 'express';
import type { RevokeProps } from '../../views/me-revoke.ts';
import { seeOther } from '../http/answer.ts';
import { contextOf } from '../http/request-context.ts';
import { deleteToken, getToken, listTokens, type PersonalAccessToken } from '../linode/tokens.ts';
import { paths } from '../paths.ts';
import type { Visitor } from '../session/visitor.ts';
import { FORM_TOO_OLD } from './create-linode.ts';
import { toExpiry } from './expiry-words.ts';
import { revokeOwn, showRevoke, unanswered, type Revocable } from './me-revoke.ts';
import { askToManageTokens, MANAGE, readTokenId } from './me-tokens.ts';
import type { PageDeps } from './page-deps.ts';
import { toScopeView } from './scope-view.ts';

const flashes = {
  confirmed: 'token-revoked',
  listed: 'token-still-listed',
  unproved: 'token-unproved',
  own: 'token-unproved',
} as const;

/** `/me/tokens/:id/revoke`: asks once more, ends it, and reads the list back. */
export function meTokenRevokePages(deps: PageDeps): Router {
  const { guards, flash } = deps;
  const router = Router();

  router.get(
    paths.revokeToken.pattern,
    guards.signedIn(async (req, res, visitor) => {
      if (!visitor.can(MANAGE)) return askToManageTokens(deps, req, res);
      showRevoke(deps, { req, res, props: await propsFor(deps, req, visitor) });
    }),
  );

  router.post(
    paths.revokeToken.pattern,
    guards.form({
      fields: { answer: 'one' },
      async submit(req, res, { visitor, values }) {
        if (values.answer === 'no') {
          flash.put(res, 'token-kept');
          return seeOther(res, paths.myTokens.to({}));
        }
        if (values.answer !== 'yes') {
          const props = await propsFor(deps, req, visitor);
          return showRevoke(deps, { req, res, props, errors: unanswered });
        }
        const token = await getToken(visitor.linode, readTokenId(req));
        const asked = { visitor, context: contextOf(req) };
        const outcome = await revokeOwn(deps, asked, toRevocable(token, visitor));
        flash.put(res, flashes[outcome]);
        seeOther(res, paths.myTokens.to({}));
      },
      async outdated(req, res, { visitor }) {
        const props = await propsFor(deps, req, visitor);
        showRevoke(deps, { req, res, props: { ...props, notice: FORM_TOO_OLD } });
      },
    }),
  );
  return router;
}

function toRevocable({ id, label, scopes }: PersonalAccessToken, { linode }: Visitor): Revocable {
  return {
    kind: 'pat',
    id,
    label,
    scopes,
    remove: async () => await deleteToken(linode, id),
    isListed: async () => (await listTokens(linode)).some((token) => token.id === id),
  };
}

async function propsFor(
  deps: PageDeps,
  req: Request,
  visitor: Visitor,
): Promise<Omit<RevokeProps, 'errors'>> {
  const token = await getToken(visitor.linode, readTokenId(req));
  const { id, label, created, expiry } = token;
  const action = paths.revokeToken.to({ id });
  return {
    noun: 'token',
    label,
    facts: {
      prefix: token.token,
      createdAt: created,
      scopes: toScopeView(token.scopes),
      expiry: toExpiry(expiry, 0),
    },
    consequences: [
      'Every program that uses this token stops working at once. That cannot be undone: a new token is another token.',
    ],
    action,
    proof: deps.proofs.make(visitor, action),
    back: { href: paths.myTokens.to({}), text: 'My tokens' },
  };
}

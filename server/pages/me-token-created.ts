import { Router } from 'express';
import { tokenCreatedPage } from '../../views/me-token-created.ts';
import { noteSecretShown } from '../http/after-secret.ts';
import { sendPage } from '../http/answer.ts';
import { getToken } from '../linode/tokens.ts';
import { paths } from '../paths.ts';
import { toExpiry } from './expiry-words.ts';
import { readTokenId } from './me-tokens.ts';
import type { PageDeps } from './page-deps.ts';
import { toScopeView } from './scope-view.ts';

/** `/me/tokens/:id/created`: the one page that shows a secret, once. */
export function meTokenCreatedPages(deps: PageDeps): Router {
  const { guards, chromeOf, cookies, ownTokens } = deps;
  const router = Router();
  router.get(
    paths.tokenCreated.pattern,
    guards.signedIn(async (req, res, visitor) => {
      const id = readTokenId(req);
      // A HEAD would use it up for an answer that nobody sees.
      const shown = req.method === 'GET' ? await ownTokens.reveals.take(visitor.session, id) : null;
      const token = shown ?? (await getToken(visitor.linode, id));
      if (shown !== null) noteSecretShown(cookies, res);
      const page = tokenCreatedPage(chromeOf(req, res), {
        id,
        label: token.label,
        expiry: toExpiry(token.expiry, 0),
        scopes: toScopeView(token.scopes),
        granted: token.scopes,
        secret: shown?.secret,
      });
      sendPage(res, page);
    }),
  );
  return router;
}

import { Router, type Request, type Response } from 'express';
import { getOnly } from '../http/fetch-metadata.ts';
import { contextOf } from '../http/request-context.ts';
import { isNeedName } from '../oauth/needs.ts';
import { paths, safeReturnTo } from '../paths.ts';
import { ATTEMPT_SECONDS } from '../session/attempts.ts';
import type { Visitor } from '../session/visitor.ts';
import { scopesOf } from '../tokens/answers.ts';
import { BadRequest } from '../errors.ts';
import type { PageDeps } from './page-deps.ts';

const MAX_ATTEMPTS = 5;

/** The name of the cookie that binds one attempt to this browser. */
export function attemptCookie(id: string): string {
  return `attempt-${id}`;
}

/** `/sign-in`: begins the way to Linode. A GET link, because a form may not lead to another origin. */
export function signInPages(deps: PageDeps): Router {
  const { guards, limits, signIn, audit, cookies } = deps;
  const router = Router();

  router.all(paths.signIn.pattern, getOnly);
  router.get(
    paths.signIn.pattern,
    limits.signIn,
    guards.anyone(async (req, res, visitor) => {
      const need = req.query['for'] ?? null;
      if (need !== null && !isNeedName(need)) throw new BadRequest('an unknown need');
      await forgetOldAttempts(deps, req, res);
      const returnTo = safeReturnTo(req.query['returnTo']);
      const { url, id, cookie } = await signIn.begin(visitor, {
        returnTo,
        need,
        extra: need === 'manage-tokens' ? await extraScopes(deps, req, visitor) : [],
      });
      await audit.record(
        { type: 'signin.started', ...(need !== null && { need }) },
        contextOf(req),
      );
      const life = { sameSite: 'lax', maxAgeSeconds: ATTEMPT_SECONDS } as const;
      cookies.set(res, { name: attemptCookie(id), value: cookie }, life);
      // A 303 without a page: nothing of the request shows up in the one that follows.
      res.redirect(303, url);
    }),
  );
  return router;
}

/** A token's form says what its session must have; the form is this person's own, sent before. */
async function extraScopes(
  { ownTokens }: PageDeps,
  req: Request,
  visitor: Visitor | null,
): Promise<readonly string[]> {
  const id = req.query['draft'];
  if (visitor === null || typeof id !== 'string') return [];
  const draft = await ownTokens.drafts.read(visitor.username, id);
  return draft === null ? [] : scopesOf(draft.answers);
}

/**
 * Several tabs may be on their way at once; of more than a few, the oldest are given up. Some at a
 * time: no browser has many, and whoever sends many gets no work out of us for it.
 */
async function forgetOldAttempts({ cookies, attempts }: PageDeps, req: Request, res: Response) {
  const names = cookies.namesLike(req, attemptCookie(''));
  const surplus = names.slice(0, Math.max(0, names.length - MAX_ATTEMPTS + 1));
  const given = surplus.slice(0, MAX_ATTEMPTS);
  for (const name of given) cookies.clear(res, name);
  const ids = given.map((name) => name.slice(attemptCookie('').length));
  await Promise.all(ids.map(async (id) => await attempts.forget(id)));
}

import { Router } from 'express';
import { seeOther } from '../http/answer.ts';
import { isTheme, THEME_COOKIE } from '../http/chrome.ts';
import { BadRequest } from '../errors.ts';
import { paths, safeReturnTo } from '../paths.ts';
import type { PageDeps } from './page-deps.ts';

const YEAR_SECONDS = 365 * 24 * 3600;

/** `POST /theme`: light, dark, or as the system says; kept in this browser alone. */
export function themePages({ guards, cookies, flash }: PageDeps): Router {
  const router = Router();
  router.post(
    paths.theme.pattern,
    guards.form({
      fields: { theme: 'one', returnTo: 'one' },
      submit(_req, res, { values }) {
        if (!isTheme(values.theme)) throw new BadRequest('an unknown theme');
        const life = { sameSite: 'lax', maxAgeSeconds: YEAR_SECONDS } as const;
        cookies.set(res, { name: THEME_COOKIE, value: values.theme }, life);
        flash.put(res, 'theme-saved');
        seeOther(res, safeReturnTo(values.returnTo));
      },
    }),
  );
  return router;
}

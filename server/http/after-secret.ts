import type { RequestHandler, Response } from 'express';
import type { Cookies } from './cookies.ts';

const NAME = 'shown';
/** Answers that clear: the first comes while the page with the secret is still open. */
const ANSWERS = 2;

/** Called with the page that shows a secret: the answers after it make the browser forget it. */
export function noteSecretShown(cookies: Cookies, res: Response): void {
  cookies.set(res, { name: NAME, value: String(ANSWERS) }, { sameSite: 'strict' });
}

/**
 * A browser may restore a page on Back from memory, `no-store` or not. The answers to what is opened
 * after a page with a secret clear it from there.
 */
export function createForgetSecretPages(cookies: Cookies): RequestHandler {
  return function forgetSecretPages(req, res, next) {
    const left = Number(cookies.read(req, NAME) ?? 0);
    const isNavigation = (req.get('Sec-Fetch-Dest') ?? 'document') === 'document';
    if (!(left > 0) || !isNavigation) return next();
    res.set('Clear-Site-Data', '"cache"');
    if (left <= 1) cookies.clear(res, NAME);
    else cookies.set(res, { name: NAME, value: String(left - 1) }, { sameSite: 'strict' });
    next();
  };
}

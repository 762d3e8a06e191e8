import type { Request, RequestHandler } from 'express';
import { bouncePage } from '../../views/bounce.ts';
import { isAt, paths, safeReturnTo } from '../paths.ts';
import { sendPage } from './answer.ts';

/**
 * A Strict cookie does not come along when somebody follows a link from a mail or a chat. Such a
 * first request gets a page that asks for the same URL again: that request is our own, and brings it.
 *
 * A way to Linode begins at our own pages alone (docs/decisions/14): from elsewhere it leads to the
 * start page, which has the button.
 */
export function createBounce(sessionCookie: string): RequestHandler {
  return function bounce(req, res, next) {
    const site = req.get('Sec-Fetch-Site') ?? '';
    const isNavigation = req.method === 'GET' && req.get('Sec-Fetch-Mode') === 'navigate';
    if (!isNavigation || isAt(paths.callback, req.path)) return next();
    if (isAt(paths.signIn, req.path) && FOREIGN.has(site)) return sendBounce(res, startPage(req));
    const hasSession = req.headers.cookie?.includes(`${sessionCookie}=`) ?? false;
    if (site !== 'cross-site' || hasSession) return next();
    sendBounce(res, req.originalUrl);
  };
}

const FOREIGN: ReadonlySet<string> = new Set(['cross-site', 'same-site']);

function startPage({ query }: Request): string {
  const returnTo = safeReturnTo(query['returnTo']);
  return paths.home.to({}, { returnTo: returnTo === paths.home.pattern ? '' : returnTo });
}

/** Also the end of sign-in: the cookie just set is Strict, and a redirect would not carry it. */
export function sendBounce(res: Parameters<RequestHandler>[1], url: string): void {
  // The address may hold a code; nothing may learn it from a Referer.
  res.setHeader('Referrer-Policy', 'no-referrer');
  sendPage(res, bouncePage({ url }));
}

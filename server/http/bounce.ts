import type { RequestHandler } from 'express';
import { bouncePage } from '../../views/bounce.ts';
import { isAt, paths } from '../paths.ts';
import { sendPage } from './answer.ts';

/**
 * A Strict cookie does not come along when somebody follows a link from a mail or a chat. Such a
 * first request gets a page that asks for the same URL again: that request is our own, and brings it.
 */
export function createBounce(sessionCookie: string): RequestHandler {
  return function bounce(req, res, next) {
    const isForeignNavigation =
      req.method === 'GET' &&
      req.get('Sec-Fetch-Site') === 'cross-site' &&
      req.get('Sec-Fetch-Mode') === 'navigate' &&
      !isAt(paths.callback, req.path);
    const hasSession = req.headers.cookie?.includes(`${sessionCookie}=`) ?? false;
    if (!isForeignNavigation || hasSession) return next();
    sendBounce(res, req.originalUrl);
  };
}

/** Also the end of sign-in: the cookie just set is Strict, and a redirect would not carry it. */
export function sendBounce(res: Parameters<RequestHandler>[1], url: string): void {
  // The address may hold a code; nothing may learn it from a Referer.
  res.setHeader('Referrer-Policy', 'no-referrer');
  sendPage(res, bouncePage({ url }));
}

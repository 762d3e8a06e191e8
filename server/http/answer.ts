import type { Request, Response } from 'express';

/** Sends a whole page. A template's value is text only once it is asked for. */
export function sendPage(res: Response, page: { toString(): string }, status = 200): void {
  res.status(status).type('html').send(page.toString());
}

/** After a POST: 303, so that the next request is a GET whatever the browser (RFC 9700 section 4.12). */
export function seeOther(res: Response, path: string): void {
  res.redirect(303, path);
}

/** When asking again makes sense, where that is known. */
export function setRetryAfter(res: Response, { retryAfterSeconds }: RetryAfter): void {
  if (retryAfterSeconds !== undefined) res.set('Retry-After', String(retryAfterSeconds));
}

interface RetryAfter {
  readonly retryAfterSeconds?: number | undefined;
}

export type Wanted = 'html' | 'json' | 'event-stream';

/** What the asker can read: a person's browser, a program, or an open event stream. */
export function wantedBy(req: Request): Wanted {
  if (req.headers.accept?.includes('text/event-stream')) return 'event-stream';
  if (req.query['format'] === 'csv' || req.query['format'] === 'json') return 'json';
  return req.accepts(['html', 'json']) === 'json' ? 'json' : 'html';
}

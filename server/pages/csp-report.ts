import express, { Router } from 'express';
import { paths } from '../paths.ts';
import type { Logger } from '../logger.ts';

/**
 * `/csp-report`: browsers report what the Content-Security-Policy stopped. The one POST without proof
 * or session: it changes nothing. Only the directive is kept; the rest of a report is anybody's text.
 */
export function cspReports(logger: Logger): Router {
  const router = Router();
  const type = ['application/csp-report', 'application/reports+json'];
  router.post(paths.cspReport.pattern, express.text({ type, limit: '10kb' }), (req, res) => {
    logger.warn({ directive: directiveOf(req.body) }, 'a content security policy violation');
    res.status(204).end();
  });
  return router;
}

/** From the text itself: to read what anybody may send as JSON would be work, and may have no end. */
function directiveOf(body: unknown): string {
  const text = typeof body === 'string' ? body : '';
  const match = /"(?:violated-directive|effectiveDirective)"\s*:\s*"([a-z-]{1,40})/.exec(text);
  return match?.[1] ?? 'unknown';
}

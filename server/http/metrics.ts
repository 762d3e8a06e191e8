import { Router, type Request, type RequestHandler, type Response } from 'express';
import type { Metrics } from '../metrics.ts';
import { paths } from '../paths.ts';
import { isSameText } from '../same-text.ts';

/** Tells how each request ended and how long that took. */
export function createRequestTimer({ noteRequest }: Pick<Metrics, 'noteRequest'>): RequestHandler {
  return (req, res, next) => {
    const startedAt = performance.now();
    res.once('close', () => {
      const seconds = (performance.now() - startedAt) / 1000;
      noteRequest({ method: methodOf(req), route: routeOf(req), status: statusOf(res), seconds });
    });
    next();
  };
}

/** `/metrics`, for whoever has the token. Without a token set there is no such page. */
export function createMetricsPage(
  { registry }: Pick<Metrics, 'registry'>,
  token: string | undefined,
): Router {
  const router = Router();
  if (token === undefined) return router;
  router.get(paths.metrics.pattern, async (req, res) => {
    if (!isSameText(req.get('Authorization') ?? '', `Bearer ${token}`))
      return void res.status(401).set('WWW-Authenticate', 'Bearer').json(refusal);
    res.set('Content-Type', registry.contentType).send(await registry.metrics());
  });
  return router;
}

const refusal = { errors: [{ reason: 'Metrics are for whoever has METRICS_TOKEN.' }] };

const methods = new Set(['GET', 'HEAD', 'POST', 'OPTIONS']);

/** Labels come out of closed sets, whatever anybody sends. */
function methodOf({ method }: Request): string {
  return methods.has(method) ? method : 'other';
}

/** The pattern of the page that answered; none for what was refused before any page was found. */
function routeOf(req: Request): string {
  // Express leaves the route untyped.
  const route = req.route as { path?: unknown } | undefined;
  return typeof route?.path === 'string' ? route.path : 'none';
}

function statusOf(res: Response): string {
  return res.writableFinished ? String(res.statusCode) : 'aborted';
}

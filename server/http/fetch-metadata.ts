import type { RequestHandler } from 'express';
import { BadRequest, Forbidden } from '../errors.ts';

const METHODS = new Set(['GET', 'HEAD', 'POST']);
/** The portal knows GET, HEAD and POST (ASVS 13.4.4). */
export const allowMethods: RequestHandler = (req, res, next) => {
  if (METHODS.has(req.method)) return next();
  res
    .status(405)
    .set('Allow', [...METHODS].join(', '))
    .type('text')
    .send('Method not allowed\n');
};

/** For a GET that uses something up: a HEAD would do that for an answer that nobody sees. */
export const getOnly: RequestHandler = (req, res, next) => {
  if (req.method === 'GET') return next();
  res.status(405).set('Allow', 'GET').end();
};

/**
 * Other sites may link to us; they may not load our answers as a part of theirs, whatever they call
 * that (ASVS 3.5.8). What says nothing of its destination is no browser's.
 */
export const refuseEmbedding: RequestHandler = (req, _res, next) => {
  const isForeign = ['cross-site', 'same-site'].includes(req.get('Sec-Fetch-Site') ?? '');
  const isPage = (req.get('Sec-Fetch-Dest') ?? 'document') === 'document';
  next(isForeign && !isPage ? new Forbidden('embedded by another site') : undefined);
};

/**
 * A POST must come from a page of this very origin: by Sec-Fetch-Site, or by Origin where a browser
 * does not send that. A sibling subdomain is as foreign as every other site.
 */
export function createRequireSameOrigin(origin: string): RequestHandler {
  return function requireSameOrigin(req, _res, next) {
    if (req.method !== 'POST') return next();
    const site = req.get('Sec-Fetch-Site');
    const stated = req.get('Origin');
    const isOwnSite = site === undefined ? stated === origin : site === 'same-origin';
    const isOwnOrigin = stated === undefined || stated === origin;
    next(isOwnSite && isOwnOrigin ? undefined : new Forbidden('posted from another site'));
  };
}

/** Repeated query parameters have no meaning here; the first of two must not win by chance. */
export const refuseRepeatedParameters: RequestHandler = (req, _res, next) => {
  const isRepeated = Object.values(req.query).some((value) => typeof value !== 'string');
  next(isRepeated ? new BadRequest('a parameter was given twice') : undefined);
};

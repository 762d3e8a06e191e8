import type { RequestHandler } from 'express';
import { NotFound } from '../errors.ts';
import { isOwnPath } from '../paths.ts';

/**
 * Nothing lies at `//evil.example/`, `/\\evil.example/` or `http://evil.example/`. Pages name their own
 * address in links and forms, and a browser would read these as another host's.
 */
export const requireOwnPath: RequestHandler = (req, _res, next) => {
  const [path = ''] = req.originalUrl.split('?', 1);
  next(isOwnPath(path) ? undefined : new NotFound());
};

import type { RequestHandler } from 'express';
import { NotFound } from '../errors.ts';
import { isOwnTarget } from './request-context.ts';

/** Nothing lies at what is not a path of ours: pages name their own address in links and forms. */
export const requireOwnTarget: RequestHandler = (req, _res, next) => {
  next(isOwnTarget(req) ? undefined : new NotFound());
};

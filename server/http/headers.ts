import type { RequestHandler } from 'express';
import helmet from 'helmet';
import { paths } from '../paths.ts';

const TWO_YEARS_SECONDS = 63_072_000;

/** The headers of every answer. Helmet's defaults are tightened where security.md (P12) says so. */
export function createSecurityHeaders({ secure }: { readonly secure: boolean }): RequestHandler[] {
  return [
    helmet({
      contentSecurityPolicy: { useDefaults: false, directives: contentSecurityPolicy },
      strictTransportSecurity: secure && { maxAge: TWO_YEARS_SECONDS, includeSubDomains: true },
      // With `no-referrer` our own forms would send `Origin: null`.
      referrerPolicy: { policy: 'same-origin' },
      xFrameOptions: { action: 'deny' },
    }),
    personalByDefault,
  ];
}

const personalByDefault: RequestHandler = (_req, res, next) => {
  res.setHeader('Cache-Control', 'no-store');
  res.setHeader('Permissions-Policy', 'camera=(), geolocation=(), microphone=(), payment=()');
  res.setHeader('Reporting-Endpoints', `csp="${paths.cspReport.pattern}"`);
  next();
};

const contentSecurityPolicy = {
  'default-src': ["'none'"],
  'script-src': ["'self'"],
  'style-src': ["'self'"],
  'img-src': ["'self'", 'data:'],
  'connect-src': ["'self'"],
  'form-action': ["'self'"],
  'base-uri': ["'none'"],
  'object-src': ["'none'"],
  'frame-ancestors': ["'none'"],
  'require-trusted-types-for': ["'script'"],
  'report-uri': [paths.cspReport.pattern],
  'report-to': ['csp'],
};

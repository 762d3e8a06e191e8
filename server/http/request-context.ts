import { randomUUID } from 'node:crypto';
import type { Request, RequestHandler, Response } from 'express';
import { pinoHttp } from 'pino-http';
import type { AuditContext } from '../audit/record.ts';
import type { Logger } from '../logger.ts';
import { paths } from '../paths.ts';

/** Gives each request an id of ours (a sender's is not trusted) and logs one line when it ends. */
export function createRequestLog(logger: Logger): RequestHandler {
  return pinoHttp<Request, Response>({
    logger,
    genReqId: () => randomUUID(),
    quietReqLogger: true,
    customLogLevel: (_req, res) => (res.statusCode >= 500 ? 'warn' : 'info'),
    // Codes and states travel in queries, so the path alone is logged.
    serializers: {
      req: (req: { id: string; method: string; raw: Request }) => ({
        id: req.id,
        method: req.method,
        path: req.raw.originalUrl.split('?')[0],
        address: req.raw.ip,
      }),
      res: (res: { statusCode: number }) => ({ status: res.statusCode }),
    },
  });
}

export function referenceOf(req: Request): string {
  return typeof req.id === 'string' ? req.id : '';
}

/** The address of this page, as it may stand in a page: on the way back from Linode it has a code in it. */
export function shownAddressOf(req: Request): string {
  return req.path === paths.callback.pattern ? paths.signIn.to({}) : req.originalUrl;
}

export function contextOf(req: Request): AuditContext {
  return { requestId: referenceOf(req), address: addressOf(req) };
}

/** The asker's address; an IPv4 one as such, also where the socket speaks IPv6. */
export function addressOf(req: Request): string {
  return (req.ip ?? '').replace(/^::ffff:(?=\d+\.)/, '');
}

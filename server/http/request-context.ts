import { randomUUID } from 'node:crypto';
import type { Request, RequestHandler, Response } from 'express';
import { pinoHttp } from 'pino-http';
import type { AuditContext } from '../audit/record.ts';
import type { Logger } from '../logger.ts';
import { isAt, isOwnPath, paths } from '../paths.ts';
import { withRequest } from '../current-request.ts';

/** Gives each request its id, which goes with the answer and with every call it leads to. */
export const identifyRequest: RequestHandler = (req, res, next) => {
  req.id = idFromProxy(req) ?? randomUUID();
  res.setHeader('X-Request-Id', req.id);
  withRequest(contextOf(req), next);
};

/** A sender's own id counts when it is one word of sober characters and a trusted proxy's. */
function idFromProxy(req: Request): string | null {
  const id = req.get('X-Request-Id') ?? '';
  // Express makes this function of its `trust proxy` setting; it is what `req.ip` asks.
  const isTrusted = req.app.get('trust proxy fn') as (address: string, hop: number) => boolean;
  const isUsable = /^[\w.-]{8,64}$/.test(id) && isTrusted(req.socket.remoteAddress ?? '', 0);
  return isUsable ? id : null;
}

/** Logs one line when a request ends. */
export function createRequestLog(logger: Logger): RequestHandler {
  return pinoHttp<Request, Response>({
    logger,
    quietReqLogger: true,
    customLogLevel: (_req, res) => (res.statusCode >= 500 ? 'warn' : 'info'),
    serializers: {
      req: (req: { id: string; method: string; raw: Request }) => ({
        id: req.id,
        method: req.method,
        path: loggedPath(req.raw),
        address: req.raw.ip,
      }),
      res: (res: { statusCode: number }) => ({ status: res.statusCode }),
    },
  });
}

/** Longer than any path of ours: whatever was asked for stays in the log. */
const MAX_PATH = 200;

/** What a log keeps of an address: the path alone, for codes and states travel in queries. */
export function loggedPath({ originalUrl }: Request): string {
  const [path = ''] = originalUrl.split('?', 1);
  return path.slice(0, MAX_PATH);
}

export function referenceOf(req: Request): string {
  return typeof req.id === 'string' ? req.id : '';
}

/**
 * The address of this page, as it may stand in a page: on the way back from Linode it has a code in
 * it, and one that is not a path of ours leads away.
 */
export function shownAddressOf(req: Request): string {
  if (isAt(paths.callback, req.path)) return paths.signIn.to({});
  return isOwnTarget(req) ? req.originalUrl : paths.home.to({});
}

/** False for `//evil.example/`, `/\\evil.example/` and `http://evil.example/`: another host to a browser. */
export function isOwnTarget({ originalUrl }: Request): boolean {
  const [path = ''] = originalUrl.split('?', 1);
  return isOwnPath(path);
}

export function contextOf(req: Request): AuditContext {
  return { requestId: referenceOf(req), address: addressOf(req) };
}

/** The asker's address; an IPv4 one as such, also where the socket speaks IPv6. */
export function addressOf(req: Request): string {
  return (req.ip ?? '').replace(/^::ffff:(?=\d+\.)/, '');
}

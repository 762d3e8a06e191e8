import type { ErrorRequestHandler, Request, Response } from 'express';
import type { AuditRecorder } from '../audit/record.ts';
import { AdminsOnly, Forbidden, SignInRequired } from '../errors.ts';
import { InvalidToken } from '../linode/errors.ts';
import type { Logger } from '../logger.ts';
import { paths, safeReturnTo } from '../paths.ts';
import type { EndSession } from '../session/end.ts';
import { errorPage } from '../../views/error.ts';
import { seeOther, sendPage, setRetryAfter, wantedBy } from './answer.ts';
import type { ChromeOf } from './chrome.ts';
import { forgetVisitor, visitorIn, type FindVisitor } from './current-visitor.ts';
import type { Flash } from './flash.ts';
import { linkFor, toProblem, type Problem } from './problem.ts';
import { contextOf, loggedPath, shownAddressOf } from './request-context.ts';

export interface ErrorHandlerDeps {
  readonly chromeOf: ChromeOf;
  readonly flash: Flash;
  readonly logger: Logger;
  readonly audit: AuditRecorder;
  readonly endSession: EndSession;
  readonly findVisitor: FindVisitor;
}

/** Turns the error vocabulary into answers. The only place that knows both. */
export function createErrorHandler(deps: ErrorHandlerDeps): ErrorRequestHandler {
  // Four parameters are how Express tells an error handler.
  // oxlint-disable-next-line max-params
  return async function handleError(error: unknown, req, res, _next) {
    if (res.headersSent) return void res.destroy();
    if (error instanceof InvalidToken) await endDeadSession(deps, res);
    const refusal = reasonOfRefusal(error);
    if (refusal !== null) await recordRefusal(deps, { req, res }, refusal);
    const problem = toProblem(error);
    if (problem.unexpected) deps.logger.error({ err: error }, 'unexpected error');
    setRetryAfter(res, problem);
    const needsSession = error instanceof SignInRequired || error instanceof InvalidToken;
    await answer(deps, { req, res, problem: needsSession ? null : problem });
  };
}

/** Linode does not know the session's tokens any more: this session ends, and no other. */
async function endDeadSession(
  { endSession, logger }: ErrorHandlerDeps,
  res: Response,
): Promise<void> {
  const visitor = visitorIn(res);
  forgetVisitor(res);
  if (visitor === null) return;
  await endSession(visitor.session, 'tokens-dead').catch((error: unknown) => {
    logger.warn({ err: error, session: visitor.session }, 'a dead session could not be ended yet');
  });
}

/** @returns null for what is no refusal, but a fault or a wrong address */
function reasonOfRefusal(error: unknown): string | null {
  if (error instanceof AdminsOnly) return 'admins-only';
  return error instanceof Forbidden ? 'forbidden' : null;
}

async function recordRefusal(
  { audit }: ErrorHandlerDeps,
  { req, res }: { req: Request; res: Response },
  reason: string,
): Promise<void> {
  const username = visitorIn(res)?.username;
  const event = { type: 'request.refused', reason, path: loggedPath(req) } as const;
  await audit.record({ ...event, ...(username !== undefined && { username }) }, contextOf(req));
}

/** `problem` null: there is no session, which each kind of asker is told in its own way. */
async function answer(
  deps: ErrorHandlerDeps,
  { req, res, problem }: { req: Request; res: Response; problem: Problem | null },
): Promise<void> {
  const wanted = wantedBy(req);
  if (problem === null && wanted === 'html') return toSignIn(deps, req, res);
  if (wanted === 'event-stream') return void res.status(streamStatus(problem)).end();
  if (problem === null || wanted === 'json') {
    const { status, text } = problem ?? { status: 401, text: 'Sign in first.' };
    return void res.status(status).json({ errors: [{ reason: text }] });
  }
  const link = linkFor(problem, req.method === 'GET' ? shownAddressOf(req) : paths.home.pattern);
  await recognise(deps, req, res);
  sendPage(res, errorPage(deps.chromeOf(req, res), { ...problem, link }), problem.status);
}

/** Whatever it is, the browser does not try again by itself; 204 is for what trying would not change. */
function streamStatus(problem: Problem | null): number {
  return problem?.status === 503 || problem?.status === 429 ? problem.status : 204;
}

/** No guard came by, as at an unknown address: whoever is signed in sees that, and can sign out. */
async function recognise({ findVisitor }: ErrorHandlerDeps, req: Request, res: Response) {
  if (visitorIn(res) !== null) return;
  // What keeps us from knowing is, more often than not, the very error to be shown.
  await findVisitor(req, res, 'watching').catch(() => null);
}

/** Nobody is signed in again without a click: the start page has the one button. */
function toSignIn({ flash }: ErrorHandlerDeps, req: Request, res: Response): void {
  const hadSession = req.headers.cookie?.includes('session=') ?? false;
  if (hadSession) flash.put(res, 'session-ended');
  const returnTo = req.method === 'GET' ? safeReturnTo(req.originalUrl) : '';
  seeOther(res, paths.home.to({}, { returnTo: returnTo === '/' ? '' : returnTo }));
}

import { Router, type Request, type Response } from 'express';
import { errorPage } from '../../views/error.ts';
import { refusedPage } from '../../views/refused.ts';
import { welcomePage } from '../../views/welcome.ts';
import { sendPage } from '../http/answer.ts';
import { sendBounce } from '../http/bounce.ts';
import { getOnly } from '../http/fetch-metadata.ts';
import { contextOf } from '../http/request-context.ts';
import { InMaintenance, InvalidToken, LinodeError } from '../linode/errors.ts';
import { LoginRefused, LoginUnavailable } from '../oauth/errors.ts';
import { isNeedName } from '../oauth/needs.ts';
import { paths } from '../paths.ts';
import { attemptIdOf, type Attempt } from '../session/attempts.ts';
import { NotAdmitted } from '../session/sign-in.ts';
import { accessRows } from './access.ts';
import type { PageDeps } from './page-deps.ts';
import { attemptCookie } from './sign-in.ts';
import { survivesReplacement } from './step-up.ts';

/** `/oauth/callback`: the way back from Linode. Whatever happens, the attempt is used up. */
export function callbackPages(deps: PageDeps): Router {
  const { limits } = deps;
  const router = Router();

  router.all(paths.callback.pattern, getOnly);
  router.get(paths.callback.pattern, limits.signIn, async (req, res) => {
    const attempt = await takeAttempt(deps, req, res);
    if (attempt === null)
      return await sayTryAgain(deps, { req, res }, new LoginRefused('no_attempt'));
    try {
      await finish(deps, { req, res }, attempt);
    } catch (error) {
      await sayWhyNot(deps, { req, res, attempt }, error);
    }
  });
  return router;
}

/** Of a fault that says nothing of its end. */
const GUESSED_SECONDS = 10;

interface Exchange {
  readonly req: Request;
  readonly res: Response;
  readonly attempt?: Attempt;
}

/** The state names the attempt; its cookie proves that it began in this browser. */
async function takeAttempt(deps: PageDeps, req: Request, res: Response): Promise<Attempt | null> {
  const { state } = req.query;
  const id = attemptIdOf(state);
  const cookie = id === null ? undefined : deps.cookies.read(req, attemptCookie(id));
  if (id === null || cookie === undefined) return null;
  deps.cookies.clear(res, attemptCookie(id));
  const attempt = await deps.attempts.take(id, cookie);
  return attempt?.state === state ? attempt : null;
}

async function finish(deps: PageDeps, { req, res }: Exchange, attempt: Attempt): Promise<void> {
  const search = new URL(req.originalUrl, deps.config.baseUrl).search;
  const admitted = await deps.signIn.finish(search, attempt);
  const session = await deps.startSession(req, admitted, { attempt, context: contextOf(req) });
  const stepsUpFrom = attempt.need === null ? null : attempt.replaces;
  if (stepsUpFrom !== null) {
    const replaced = stepsUpFrom.vaultId;
    if (!(await survivesReplacement(deps, { session, replaced, admitted })))
      return sayBothEnded(deps, { req, res }, attempt);
    deps.flash.put(res, 'session-replaced');
  }
  sendBounce(res, attempt.returnTo);
}

/** Some servers end every token of a person when one is revoked: say so, and ask once more. */
function sayBothEnded(deps: PageDeps, { req, res }: Exchange, attempt: Attempt): void {
  const { need, returnTo } = attempt;
  const again = paths.signIn.to({}, { for: need ?? undefined, returnTo });
  const page = errorPage(deps.chromeOf(req, res), {
    status: 409,
    title: 'Linode ended your new access too',
    text: 'Quayside gave back your earlier access, and Linode ended the new one together with it.',
    remedy: 'Sign in once more: this time there is nothing to give back.',
    link: { href: again, text: 'Sign in with Linode' },
  });
  sendPage(res, page, 409);
}

async function sayWhyNot(deps: PageDeps, exchange: Exchange, error: unknown): Promise<void> {
  if (error instanceof NotAdmitted) return await sayNotAdmitted(deps, exchange, error);
  if (error instanceof InvalidToken)
    return await sayTryAgain(deps, exchange, new LoginUnavailable('token'));
  const isOurs = error instanceof LoginRefused || error instanceof LoginUnavailable;
  if (isOurs || error instanceof LinodeError) return await sayTryAgain(deps, exchange, error);
  throw error;
}

async function sayNotAdmitted(
  deps: PageDeps,
  { req, res }: Exchange,
  error: NotAdmitted,
): Promise<void> {
  const { username, reason } = error;
  await deps.audit.record({ type: 'signin.refused', username, reason }, contextOf(req));
  const page = refusedPage(deps.chromeOf(req, res), {
    username,
    reason:
      refusals[reason] ??
      'This portal is for the members of one organisation, and your Linode user is not among them.',
    signInAsOtherHref: `${deps.config.linode.loginUrl}/logout`,
  });
  sendPage(res, page, 403);
}

const refusals: Readonly<Record<string, string>> = {
  blocked:
    'An administrator of this portal has blocked your user. Ask them if you think that is wrong.',
  'another-person-came-back':
    'You were signed in here as somebody else, and came back from Linode as this user. Sign out first, then sign in as the user you want to be.',
  'uid-changed':
    'This username belonged to another Linode user before. An administrator of this portal has to clear that.',
};

type Trouble = LoginRefused | LoginUnavailable | LinodeError;

async function sayTryAgain(
  deps: PageDeps,
  { req, res, attempt }: Exchange,
  error: Trouble,
): Promise<void> {
  const reason = 'code' in error ? error.code : error.name;
  await deps.audit.record({ type: 'signin.refused', reason }, contextOf(req));
  deps.logger.info({ err: error }, 'sign-in did not end well');
  const need = isNeedName(attempt?.need) ? attempt.need : undefined;
  const page = welcomePage(deps.chromeOf(req, res), {
    signInHref: paths.signIn.to({}, { returnTo: attempt?.returnTo, for: need }),
    access: accessRows(deps.config.linode.scopes),
    problem: { title: 'Linode did not sign you in', text: wordsFor(error) },
    returning: false,
  });
  if (error instanceof LoginRefused) return sendPage(res, page, 400);
  const seconds = retryAfterSecondsOf(error);
  res.set('Retry-After', String(seconds ?? GUESSED_SECONDS));
  sendPage(res, page, seconds === null ? 502 : 503);
}

/** When Linode may be asked again, where that is known. */
function retryAfterSecondsOf(error: Trouble): number | null {
  const isTold = 'retryAfterSeconds' in error && typeof error.retryAfterSeconds === 'number';
  return isTold ? error.retryAfterSeconds : null;
}

function wordsFor(error: Trouble): string {
  if (!(error instanceof LoginRefused)) return wordsForAbsence(error);
  if (error.code === 'access_denied')
    return 'Access was refused at Linode. Nothing was changed. Try again if that was not meant.';
  if (error.code === 'no_attempt')
    return 'This way back from Linode was used before, is older than ten minutes, or began in another browser. Try again.';
  return 'Linode’s answer could not be used. Nothing was changed. Try again.';
}

function wordsForAbsence(error: LoginUnavailable | LinodeError): string {
  const isInMaintenance =
    error instanceof InMaintenance || ('code' in error && error.code === 'maintenance');
  if (isInMaintenance)
    return 'Linode’s sign-in is closed for maintenance. Nothing was changed. Try again later.';
  const seconds = retryAfterSecondsOf(error);
  const when = seconds === null ? 'in a moment' : `in ${seconds} seconds`;
  return `Linode’s sign-in did not answer as it should. Nothing was changed. Try again ${when}.`;
}

import {
  AdminsOnly,
  BadRequest,
  Forbidden,
  KeptForLater,
  NotFound,
  SignInRequired,
  TooLarge,
  TooManyRequests,
  UnsupportedMediaType,
} from '../errors.ts';
import {
  InMaintenance,
  LinodeError,
  LinodeRefused,
  LinodeUnavailable,
  MissingScope,
  RateLimited,
} from '../linode/errors.ts';
import { coversScopes, needs, type NeedName } from '../oauth/needs.ts';
import { paths } from '../paths.ts';
import { isStoreError } from '../redis/errors.ts';

/** What went wrong, as a person is told: status, words, and what to do. */
export interface Problem {
  readonly status: number;
  readonly title: string;
  readonly text: string;
  readonly remedy?: string;
  readonly retryAfterSeconds?: number;
  readonly need?: NeedName;
  /** Where to go on, when that is not here. */
  readonly tryAgainAt?: string;
  /** False for what is expected to happen; true for a bug of ours. */
  readonly unexpected?: true;
}

/** The one interpreter of errors. Whatever it does not know is a bug: 500, and not a word of it shown. */
export function toProblem(error: unknown): Problem {
  if (isStoreError(error)) return storeAway;
  if (error instanceof LinodeError) return fromLinode(error);
  if (error instanceof KeptForLater) return keptForLater(error);
  if (error instanceof TooManyRequests) return tooMany(error.retryAfterSeconds);
  if (error instanceof SignInRequired) return signInFirst;
  if (error instanceof NotFound) return notFound;
  if (error instanceof AdminsOnly) return adminsOnly;
  if (error instanceof Forbidden) return forbidden;
  if (error instanceof UnsupportedMediaType) return notAForm;
  if (error instanceof TooLarge) return tooLarge;
  if (error instanceof BadRequest) return badRequest;
  return fromStatus(statusIn(error));
}

const storeAway: Problem = {
  status: 503,
  title: 'Quayside cannot look up sessions now',
  text: 'Its session store does not answer. You are still signed in.',
  remedy: 'Try again in a few seconds. If you had sent something, look first whether it was done.',
  retryAfterSeconds: 5,
};

const signInFirst: Problem = {
  status: 401,
  title: 'Sign in first',
  text: 'This needs a session, and there is none.',
};

const notFound: Problem = {
  status: 404,
  title: 'Page not found',
  text: 'There is nothing at this address, or nothing that you may see.',
  remedy: 'Check the address, or go on from the start page.',
};

const forbidden: Problem = {
  status: 403,
  title: 'This request was refused',
  text: 'It did not come from a form of this portal, so nothing was done.',
  remedy: 'Open the page anew and send its form from there.',
};

const adminsOnly: Problem = {
  status: 403,
  title: 'This page is for administrators',
  text: 'It shows who holds which access, and your user is not an administrator of this portal.',
  remedy: 'Those who run this portal say who is: by its configuration or its policy file.',
};

const notAForm: Problem = {
  status: 415,
  title: 'Not a form',
  text: 'This address takes a form’s own content type, application/x-www-form-urlencoded, alone.',
};

const badRequest: Problem = {
  status: 400,
  title: 'This request cannot be read',
  text: 'It has a field or parameter that this page does not know, or one that was given twice.',
  remedy: 'Open the page anew and try again.',
};

const tooLarge: Problem = {
  status: 413,
  title: 'This form is too large',
  text: 'More was sent than any form of this portal holds. Nothing was done.',
};

const bug: Problem = {
  status: 500,
  title: 'Quayside failed',
  text: 'Something went wrong in Quayside itself. It has been noted under the reference below.',
  remedy: 'Try again; if it stays so, give the reference to those who run Quayside.',
  unexpected: true,
};

function tooMany(retryAfterSeconds: number): Problem {
  return {
    status: 429,
    title: 'Too many requests',
    text: `Quayside asks you to wait ${retryAfterSeconds} seconds.`,
    retryAfterSeconds,
  };
}

function fromLinode(error: LinodeError): Problem {
  if (error instanceof RateLimited) return linodeAsksToWait(error.retryAfterSeconds);
  if (error instanceof MissingScope) return missingScope(error.accepted);
  if (error instanceof InMaintenance) return maintenance(error);
  if (error instanceof LinodeUnavailable) return linodeAway(error);
  if (error instanceof LinodeRefused) return linodeSaidNo(error);
  return signInFirst;
}

function linodeAsksToWait(retryAfterSeconds: number): Problem {
  return {
    status: 429,
    title: 'Linode asks us to wait',
    text: `Linode asks us to wait ${retryAfterSeconds} seconds before the next request.`,
    retryAfterSeconds,
  };
}

function missingScope(accepted: readonly string[]): Problem {
  const names = Object.keys(needs) as NeedName[];
  const need = names.find((name) =>
    accepted.some((scope) => coversScopes(needs[name].scopes, [scope])),
  );
  return {
    status: 403,
    title: 'Your session does not have this access',
    text: `Linode asks for ${accepted.join(' or ') || 'more access'}, which you have not allowed Quayside so far.`,
    ...(need !== undefined && { need }),
  };
}

function maintenance(error: InMaintenance): Problem {
  return {
    status: 503,
    title: 'Linode is in maintenance',
    text: `Linode’s API is closed for maintenance. ${reasonOf(error)}`.trim(),
    remedy: 'Your Linodes are not affected by that. Try again later.',
    retryAfterSeconds: error.retryAfterSeconds ?? 60,
  };
}

function keptForLater({ cause, path }: KeptForLater): Problem {
  const remedy = 'Nothing was created, and what you typed is kept. Try again in a moment.';
  return { ...toProblem(cause), remedy, tryAgainAt: path };
}

/** 503 where it is known when to ask again; else 502, and ten seconds are a guess. */
function linodeAway(error: LinodeUnavailable): Problem {
  return {
    status: error.retryAfterSeconds === null ? 502 : 503,
    title: 'Linode did not answer',
    text: reasonOf(error) || 'Linode could not answer this request.',
    remedy: 'You are still signed in. Try again in a moment.',
    retryAfterSeconds: error.retryAfterSeconds ?? 10,
  };
}

function linodeSaidNo(error: LinodeRefused): Problem {
  if (error.status === 404) return notFound;
  const isForbidden = error.status === 403;
  return {
    status: isForbidden ? 403 : 502,
    title: isForbidden ? 'Your Linode user may not do this' : 'Linode refused this',
    text: `Linode answered: ${reasonOf(error) || `status ${error.status}`}`,
    ...(isForbidden && { remedy: 'An administrator of your Linode account can change that.' }),
  };
}

function reasonOf(error: LinodeError): string {
  return error.problems.map(({ reason }) => reason).join(' ');
}

/** body-parser and Express say what they refuse by a status on the error. */
function statusIn(error: unknown): number {
  const isTold = typeof error === 'object' && error !== null && 'status' in error;
  return isTold && typeof error.status === 'number' ? error.status : 500;
}

function fromStatus(status: number): Problem {
  if (status === 413) return tooLarge;
  if (status === 415) return notAForm;
  return status >= 400 && status < 500 ? badRequest : bug;
}

/** The link that a problem's page offers. */
export function linkFor(problem: Problem, here: string): { href: string; text: string } {
  if (problem.need !== undefined)
    return {
      href: paths.signIn.to({}, { for: problem.need, returnTo: here }),
      text: needs[problem.need].link,
    };
  const canRetry = problem.retryAfterSeconds !== undefined;
  return canRetry
    ? { href: problem.tryAgainAt ?? here, text: 'Try again' }
    : { href: paths.home.to({}), text: 'Go to the start page' };
}

import * as client from 'openid-client';
import { NotSent } from '../upstream/errors.ts';
import { readWait } from '../upstream/outcome.ts';

/** Thrown when Linode, or a check of ours, definitely refused: the same call will fail again. */
export class LoginRefused extends Error {
  override readonly name = 'LoginRefused';
  readonly code: string;

  constructor(code: string, options?: ErrorOptions) {
    super(`login.linode.com refused: ${code}`, options);
    this.code = code;
  }
}

export interface AbsenceOptions extends ErrorOptions {
  /** When asking again makes sense, where somebody said so. */
  readonly retryAfterSeconds?: number | null;
}

/** Thrown when login.linode.com did not answer, or not in a way that decides anything. */
export class LoginUnavailable extends Error {
  override readonly name: string = 'LoginUnavailable';
  readonly code: string;
  readonly retryAfterSeconds: number | null;

  constructor(code: string, options: AbsenceOptions = {}) {
    super(`login.linode.com did not answer usably: ${code}`, options);
    this.code = code;
    this.retryAfterSeconds = options.retryAfterSeconds ?? null;
  }
}

/**
 * Thrown when login.linode.com refused the portal itself, or may have: its id or its secret is wrong.
 * That is the operator's to mend, and nobody's session may end over it.
 */
export class ClientRefused extends LoginUnavailable {
  override readonly name = 'ClientRefused';
}

/**
 * openid-client's errors in our two words. What it hangs on an error (`cause.body` is the token
 * response) is left behind: only codes go on.
 */
export function toOAuthError(error: unknown): LoginRefused | LoginUnavailable {
  if (error instanceof LoginRefused || error instanceof LoginUnavailable) return error;
  if (error instanceof client.ClientError && error.cause instanceof NotSent)
    return notAsked(error.cause);
  if (error instanceof client.AuthorizationResponseError)
    return new LoginRefused(knownCode(error.error));
  if (error instanceof client.ResponseBodyError) return toResponseError(error);
  if (error instanceof client.ClientError) return toClientError(error);
  return new LoginUnavailable('network');
}

/** It has failed too often, or too many wait for it. */
function notAsked({ reason, retryAfterSeconds }: NotSent): LoginUnavailable {
  return new LoginUnavailable(`not_asked_${reason}`, { retryAfterSeconds });
}

function toResponseError(error: client.ResponseBodyError): LoginRefused | LoginUnavailable {
  const code = knownCode(error.error);
  if (['invalid_client', 'unauthorized_client'].includes(code)) return new ClientRefused(code);
  const transient = error.status === 429 || error.status === 408;
  return transient ? absence(code, error.response) : new LoginRefused(code);
}

/** Linode's older error body, `{"errors":[…]}`, reads as "not conform": its status decides. */
function toClientError(error: client.ClientError): LoginRefused | LoginUnavailable {
  const code = error.code ?? 'network';
  const { cause } = error;
  const isOlder = code === 'OAUTH_RESPONSE_IS_NOT_CONFORM' && cause instanceof Response;
  return isOlder ? fromStatus(cause) : new LoginUnavailable(code);
}

/** It names no code: a 401 can be about the client as well as about what the client sent. */
function fromStatus(response: Response): LoginRefused | LoginUnavailable {
  const code = `status_${response.status}`;
  if (response.status === 400) return new LoginRefused(code);
  const isAboutSomebody = response.status === 401 || response.status === 403;
  return isAboutSomebody ? new ClientRefused(code) : absence(code, response);
}

function absence(code: string, { status, headers }: Response): LoginUnavailable {
  const isInMaintenance = status === 503 && headers.has('x-maintenance-mode');
  const wait = readWait(status, headers.get('retry-after'));
  return new LoginUnavailable(isInMaintenance ? 'maintenance' : code, {
    retryAfterSeconds: wait?.seconds ?? null,
  });
}

/** True for a callback that is forged or malformed: wrong state or issuer, no code. */
export function isInvalidCallback(error: unknown): boolean {
  const isInvalid = error instanceof client.ClientError && error.code === 'OAUTH_INVALID_RESPONSE';
  return isInvalid && !isAboutBody(error);
}

/** The same code stands for a token answer of the wrong shape, which then hangs on the error. */
function isAboutBody({ cause }: Error): boolean {
  if (typeof cause !== 'object' || cause === null) return false;
  return 'body' in cause || (cause instanceof Error && isAboutBody(cause));
}

/** The codes of RFC 6749 (4.1.2.1 and 5.2) and RFC 7009; anything else is somebody's text, and not repeated. */
const CODES = new Set([
  'access_denied',
  'invalid_client',
  'invalid_grant',
  'invalid_request',
  'invalid_scope',
  'server_error',
  'temporarily_unavailable',
  'unauthorized_client',
  'unsupported_grant_type',
  'unsupported_response_type',
  'unsupported_token_type',
]);

function knownCode(code: string): string {
  return CODES.has(code) ? code : 'unknown_error';
}

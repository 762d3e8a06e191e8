import * as client from 'openid-client';
import { NotSent } from '../upstream/errors.ts';

/** Thrown when Linode, or a check of ours, definitely refused: the same call will fail again. */
export class LoginRefused extends Error {
  override readonly name = 'LoginRefused';
  readonly code: string;

  constructor(code: string, options?: ErrorOptions) {
    super(`login.linode.com refused: ${code}`, options);
    this.code = code;
  }
}

/** Thrown when login.linode.com did not answer, or not in a way that decides anything. */
export class LoginUnavailable extends Error {
  override readonly name: string = 'LoginUnavailable';
  readonly code: string;

  constructor(code: string, options?: ErrorOptions) {
    super(`login.linode.com did not answer usably: ${code}`, options);
    this.code = code;
  }
}

/** Thrown when login.linode.com was not asked at all: it has failed too often, or too many wait for it. */
export class LoginNotAsked extends LoginUnavailable {
  override readonly name = 'LoginNotAsked';
  readonly retryAfterSeconds: number;

  constructor({ reason, retryAfterSeconds }: NotSent) {
    super(`not_asked_${reason}`);
    this.retryAfterSeconds = retryAfterSeconds;
  }
}

/**
 * openid-client's errors in our two words. What it hangs on an error (`cause.body` is the token
 * response) is left behind: only codes go on.
 */
export function toOAuthError(error: unknown): LoginRefused | LoginUnavailable {
  if (error instanceof LoginRefused || error instanceof LoginUnavailable) return error;
  if (error instanceof client.ClientError && error.cause instanceof NotSent)
    return new LoginNotAsked(error.cause);
  if (error instanceof client.AuthorizationResponseError)
    return new LoginRefused(knownCode(error.error));
  if (error instanceof client.ResponseBodyError) return toResponseError(error);
  if (error instanceof client.ClientError) return toClientError(error);
  return new LoginUnavailable('network');
}

function toResponseError(error: client.ResponseBodyError): LoginRefused | LoginUnavailable {
  const code = knownCode(error.error);
  // A refused client is the operator's to mend: nobody's session may end over it.
  const ours = ['invalid_client', 'unauthorized_client'].includes(code);
  const transient = error.status >= 500 || error.status === 429 || error.status === 408;
  return ours || transient ? new LoginUnavailable(code) : new LoginRefused(code);
}

/** Linode's older error body, `{"errors":[…]}`, reads as "not conform": its status decides. */
function toClientError(error: client.ClientError): LoginRefused | LoginUnavailable {
  const code = error.code ?? 'unknown';
  if (code === 'OAUTH_RESPONSE_IS_NOT_CONFORM') {
    const status = error.cause instanceof Response ? error.cause.status : 0;
    const definite = [400, 401, 403].includes(status);
    return definite
      ? new LoginRefused(`status_${status}`)
      : new LoginUnavailable(`status_${status}`);
  }
  return new LoginUnavailable(code);
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

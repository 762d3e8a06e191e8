import type { OutgoingHttpHeaders } from 'node:http';

export type Reason = { readonly reason: string; readonly field?: string };

/** A refusal as the API words it. */
export class ApiError extends Error {
  readonly status: number;
  readonly reasons: readonly Reason[];
  readonly headers: OutgoingHttpHeaders;

  constructor(status: number, reasons: readonly Reason[], headers: OutgoingHttpHeaders = {}) {
    super(reasons.map(({ reason }) => reason).join(', '));
    this.status = status;
    this.reasons = reasons;
    this.headers = headers;
  }
}

/** 400 with one reason, at a field if one is to blame. */
export function badRequest(reason: string, field?: string): ApiError {
  return new ApiError(400, [field === undefined ? { reason } : { reason, field }]);
}

/** No such thing, or none that the caller may see. */
export function notFound(): ApiError {
  return new ApiError(404, [{ reason: 'Not found' }]);
}

/** The user lacks a grant. */
export function unauthorized(): ApiError {
  return new ApiError(403, [{ reason: 'Unauthorized' }]);
}

/** The token is expired, revoked or was never issued. */
export function invalidToken(): ApiError {
  return new ApiError(401, [{ reason: 'Invalid Token' }], { 'X-OAuth-Scopes': 'unknown' });
}

/** The token is good but lacks the scope. */
export function missingScope(): ApiError {
  return new ApiError(401, [
    { reason: 'Your OAuth token is not authorized to use this endpoint.' },
  ]);
}

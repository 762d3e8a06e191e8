/** What Linode says is wrong: a sentence, and the input field it is about where it says so. */
export interface LinodeProblem {
  readonly reason: string;
  readonly field: string | null;
}

/** Everything that api.linode.com can do to a call. `status` is 0 when there was no answer. */
export abstract class LinodeError extends Error {
  readonly status: number;
  readonly problems: readonly LinodeProblem[];

  constructor(status: number, problems: readonly LinodeProblem[], options?: ErrorOptions) {
    super(problems.map(({ reason }) => reason).join(' ') || `status ${status}`, options);
    this.status = status;
    this.problems = problems;
  }
}

/** Thrown for a definite no: 400, 403, 404 and their like. The reason is Linode's own. */
export class LinodeRefused extends LinodeError {
  override readonly name = 'LinodeRefused';
}

/** Thrown for 401 "Invalid Token": expired, revoked or unknown. */
export class InvalidToken extends LinodeError {
  override readonly name = 'InvalidToken';
}

/** Thrown for the other 401: the token is good, and lacks a scope out of `accepted`. */
export class MissingScope extends LinodeError {
  override readonly name = 'MissingScope';
  readonly accepted: readonly string[];

  constructor(problems: readonly LinodeProblem[], accepted: readonly string[]) {
    super(401, problems);
    this.accepted = accepted;
  }
}

/** Thrown for 429. `retryAfterSeconds` is what Linode asked for, or a guess of ours. */
export class RateLimited extends LinodeError {
  override readonly name = 'RateLimited';
  readonly retryAfterSeconds: number;

  constructor(problems: readonly LinodeProblem[], retryAfterSeconds: number) {
    super(429, problems);
    this.retryAfterSeconds = retryAfterSeconds;
  }
}

/** Thrown for 503 with X-Maintenance-Mode. */
export class InMaintenance extends LinodeError {
  override readonly name = 'InMaintenance';
}

/** Thrown when nothing can be concluded: no answer, a broken one, a redirect, 5xx, 408. */
export class LinodeUnavailable extends LinodeError {
  override readonly name = 'LinodeUnavailable';
}

/** True when Linode certainly did not carry the call out (design, decision 9). */
export function isDefiniteRefusal(error: unknown): error is LinodeError {
  return error instanceof LinodeError && [400, 401, 403, 404, 422, 429].includes(error.status);
}

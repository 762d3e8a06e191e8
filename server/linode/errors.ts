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

export interface AbsenceOptions extends ErrorOptions {
  /** When asking again makes sense, where somebody said so. */
  readonly retryAfterSeconds?: number | null;
  /** False when the call never left. */
  readonly wasSent?: boolean;
}

/** Thrown for 503 with X-Maintenance-Mode. */
export class InMaintenance extends LinodeError {
  override readonly name = 'InMaintenance';
  readonly retryAfterSeconds: number | null;

  constructor(problems: readonly LinodeProblem[], options: AbsenceOptions = {}) {
    super(503, problems, options);
    this.retryAfterSeconds = options.retryAfterSeconds ?? null;
  }
}

/** Thrown when nothing can be concluded: no answer, a broken one, a redirect, 5xx, 408. */
export class LinodeUnavailable extends LinodeError {
  override readonly name = 'LinodeUnavailable';
  readonly retryAfterSeconds: number | null;
  readonly wasSent: boolean;

  constructor(status: number, problems: readonly LinodeProblem[], options: AbsenceOptions = {}) {
    super(status, problems, options);
    this.retryAfterSeconds = options.retryAfterSeconds ?? null;
    this.wasSent = options.wasSent ?? true;
  }
}

/** True when Linode cannot be asked just now, whatever is asked: it is away, or wants us to wait. */
export function isAbsence(error: unknown): error is LinodeError {
  return (
    error instanceof LinodeUnavailable ||
    error instanceof InMaintenance ||
    error instanceof RateLimited
  );
}

/** True when Linode certainly did not carry the call out (design, decision 9). */
export function isDefiniteRefusal(error: unknown): error is LinodeError {
  if (error instanceof LinodeUnavailable) return !error.wasSent;
  return error instanceof LinodeError && [400, 401, 403, 404, 422, 429].includes(error.status);
}

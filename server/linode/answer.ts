import { z } from 'zod';
import { readRetryAfter } from '../upstream/retry-after.ts';
import {
  InMaintenance,
  InvalidToken,
  LinodeRefused,
  LinodeUnavailable,
  MissingScope,
  RateLimited,
  type AbsenceOptions,
  type LinodeError,
  type LinodeProblem,
} from './errors.ts';
import { longText, text } from './shapes.ts';

export interface RawAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: Buffer;
}

/** What every answer tells about its token and account, whatever was asked. */
export interface AnswerFacts {
  readonly scopes: readonly string[] | null;
  readonly account: string | null;
}

/** For a 429 that does not say how long. */
const GUESSED_WAIT_SECONDS = 15;

/** A page shows all of them. */
const MAX_PROBLEMS = 20;

const problem = z.object({ reason: longText, field: text.transform((field) => field || null) });

const problems = z.object({
  errors: z
    .array(z.unknown())
    .transform((all) => all.slice(0, MAX_PROBLEMS))
    .pipe(z.array(problem)),
});

/** @returns the body of a 2xx answer. @throws {LinodeError} for every other answer. */
export function readBody(answer: RawAnswer): Buffer {
  const isGood = answer.status >= 200 && answer.status < 300;
  if (!isGood) throw toLinodeError(answer);
  return answer.body;
}

/** @returns what a body holds, checked against `schema`. @throws {LinodeUnavailable} */
export function readAs<T>(schema: z.ZodType<T>, body: Buffer): T {
  const parsed = schema.safeParse(readJson(body));
  if (parsed.success) return parsed.data;
  throw unavailable(200, 'Linode sent an answer of an unknown shape.', { cause: parsed.error });
}

/** A body's JSON; null where there is none. */
function readJson(body: Buffer): unknown {
  if (body.length === 0) return null;
  const value = parseJson(body.toString());
  if (value === undefined) throw unavailable(200, 'Linode sent an answer that is not JSON.');
  return value;
}

export function readFacts({ headers }: RawAnswer): AnswerFacts {
  const scopes = single(headers['x-oauth-scopes']) ?? 'unknown';
  const account = single(headers['x-customer-uuid']) ?? '';
  const isKnown = scopes !== 'unknown' && scopes.length <= MAX_SCOPE_CHARACTERS;
  return {
    scopes: isKnown ? scopes.split(/[\s,]+/).filter(Boolean) : null,
    // It becomes a part of names in Redis.
    account: /^[\w-]{1,64}$/.test(account) ? account : null,
  };
}

const MAX_SCOPE_CHARACTERS = 4000;

function toLinodeError(answer: RawAnswer): LinodeError {
  const { status } = answer;
  const told = readProblems(answer.body.toString());
  if (status === 401) return toUnauthorized(answer, told);
  const retryAfterSeconds = readRetryAfter(single(answer.headers['retry-after']));
  if (status === 429) return new RateLimited(told, retryAfterSeconds ?? GUESSED_WAIT_SECONDS);
  if (status === 503 && single(answer.headers['x-maintenance-mode']) !== null)
    return new InMaintenance(told, { retryAfterSeconds });
  if (status >= 400 && status < 500 && status !== 408 && told.length > 0)
    return new LinodeRefused(status, told);
  if ([403, 404, 422].includes(status)) return new LinodeRefused(status, told);
  return new LinodeUnavailable(status, told, { retryAfterSeconds });
}

/** Linode answers 401 both for a dead token and for a missing scope; the text tells them apart. */
function toUnauthorized(answer: RawAnswer, told: readonly LinodeProblem[]): LinodeError {
  const isMissingScope = told.some(({ reason }) =>
    /not authorized to use this endpoint/i.test(reason),
  );
  if (!isMissingScope) return new InvalidToken(401, told);
  const accepted = single(answer.headers['x-accepted-oauth-scopes']) ?? '';
  return new MissingScope(told, accepted.split(/[\s,]+/).filter(Boolean));
}

function readProblems(text: string): LinodeProblem[] {
  const parsed = problems.safeParse(parseJson(text));
  return parsed.success ? parsed.data.errors : [];
}

export function unavailable(
  status: number,
  reason: string,
  options?: AbsenceOptions,
): LinodeUnavailable {
  return new LinodeUnavailable(status, [{ reason, field: null }], options);
}

/** Linode sends some headers twice; the first one counts. */
export function single(header: string | string[] | undefined): string | null {
  const value = Array.isArray(header) ? header[0] : header;
  return value ?? null;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

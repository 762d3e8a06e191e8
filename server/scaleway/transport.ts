import { Pool } from 'undici';
import type { Observer } from '../observer.ts';
import { requestIdHeader } from '../current-request.ts';
import { AnswerTooLarge, ToldToWait } from '../upstream/errors.ts';
import { readWhole } from '../upstream/read-whole.ts';
import { createUpstream } from '../upstream/upstream.ts';
import { ScalewayFailed } from './errors.ts';

/** Sends one of the SDK's requests. @throws {ScalewayFailed} when there was no whole answer in time. */
export type ScalewayTransport = (request: Request, signal: AbortSignal) => Promise<Response>;

/** One page asks all zones: when Scaleway fails, many calls fail together. */
const limits = {
  everybody: { atOnce: 32, waiting: 256, failures: 40 },
  person: { atOnce: 10, waiting: 100, failures: 40 },
};
const withoutBody = new Set([204, 205, 304]);

/**
 * Keeps connections to the one configured host. It reads and changes nothing, follows no redirect,
 * and forgets every header of the request but the two it needs.
 */
export function createScalewayTransport(apiUrl: string, observer: Observer) {
  const base = new URL(apiUrl);
  const { atOnce: connections } = limits.everybody;
  const pool = new Pool(base.origin, { connections, connect: { timeout: 3000 } });
  const upstream = createUpstream<RawAnswer>({
    host: 'scaleway',
    observer,
    limits,
    read: ({ status, headers }) => ({ status, retryAfter: textOf(headers['retry-after']) }),
  });

  async function exchange(path: string, key: string, signal: AbortSignal): Promise<RawAnswer> {
    const { statusCode, headers, body } = await pool.request({
      method: 'GET',
      path,
      headers: {
        accept: 'application/json',
        'user-agent': 'quayside',
        ...requestIdHeader(),
        'x-auth-token': key,
      },
      signal,
    });
    return { status: statusCode, headers, text: (await readWhole(body)).toString() };
  }

  return {
    transportFor(person: string): ScalewayTransport {
      return async (request, signal) => {
        const { origin, pathname, search } = new URL(request.url);
        if (origin !== base.origin || request.method !== 'GET')
          throw new ScalewayFailed('failed', 0);
        const key = request.headers.get('x-auth-token') ?? '';
        const send = async () => await exchange(pathname + search, key, signal);
        return toResponse(
          await upstream.run({ person, name: pathname, signal }, send).catch(rethrown),
        );
      };
    },
    upstream,
    close: async () => await pool.destroy(),
  };
}

interface RawAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly text: string;
}

function rethrown(error: unknown): never {
  if (error instanceof AnswerTooLarge) throw new ScalewayFailed('unreadable', 0);
  const isSlowedDown = error instanceof ToldToWait && error.status === 429;
  throw new ScalewayFailed(isSlowedDown ? 'slowed-down' : 'unavailable', 0);
}

function textOf(header: string | string[] | undefined): string | null {
  return typeof header === 'string' ? header : null;
}

/**
 * The answer in the form that the SDK reads without stumbling: it takes a body for JSON only when the
 * type is `application/json` and not a letter more, and it stops at members that are null.
 */
function toResponse({ status, headers: received, text }: RawAnswer): Response {
  const totalCount = textOf(received['x-total-count']);
  const headers = {
    'Content-Type': 'application/json',
    ...(totalCount !== null && { 'X-Total-Count': totalCount }),
  };
  const response = new Response(withoutBody.has(status) ? null : text, { status, headers });
  // Overridden, so that every reader of the answer gets it without its nulls.
  return Object.assign(response, { json: async () => await Promise.resolve(parseJson(text)) });
}

/** Members and items that are null become absent, which is how the SDK's own types have them. */
function parseJson(text: string): unknown {
  return JSON.parse(text, (_name, value: unknown) => {
    if (Array.isArray(value)) return value.filter((item) => item !== undefined);
    return value ?? undefined;
  });
}

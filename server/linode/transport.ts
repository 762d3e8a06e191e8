import { Pool } from 'undici';
import { requestIdHeader } from '../current-request.ts';
import type { NotSentReason, Observer } from '../observer.ts';
import { NotSent, ToldToWait } from '../upstream/errors.ts';
import { outcomeOfError } from '../upstream/outcome.ts';
import { readWhole } from '../upstream/read-whole.ts';
import { createUpstream } from '../upstream/upstream.ts';
import { single, unavailable, type RawAnswer } from './answer.ts';
import { RateLimited, type LinodeUnavailable } from './errors.ts';

export interface LinodeCall {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  /** Below the API's base, beginning with a slash; built by {@link apiPath}. */
  readonly path: string;
  /** Linode has it below /v4beta alone. */
  readonly beta?: true | undefined;
  readonly query?: Readonly<Record<string, string | number | undefined>>;
  /** X-Filter, as an object. */
  readonly filter?: object | undefined;
  readonly body?: object;
}

/** One HTTP exchange with api.linode.com. @throws {LinodeUnavailable} when there was no whole answer. */
export type LinodeTransport = (call: LinodeCall, accessToken: string | null) => Promise<RawAnswer>;

/** A whole exchange may take this long; a page that needs it says so after at most ten seconds. */
const BUDGET_MS = 9000;
const CONNECTIONS = 64;

const limits = {
  everybody: { atOnce: CONNECTIONS, waiting: 256, failures: 8 },
  person: { atOnce: 12, waiting: 100, failures: 8 },
};

/** Keeps connections to the one configured host; follows no redirect, forwards no header. */
export function createTransport(apiUrl: string, observer: Observer) {
  const base = new URL(apiUrl);
  const roots = { stable: base.pathname.replace(/\/$/, ''), beta: betaOf(base).pathname };
  const pool = new Pool(base.origin, { connections: CONNECTIONS, connect: { timeout: 3000 } });
  const upstream = createUpstream<RawAnswer>({
    host: 'api',
    observer,
    limits,
    read: ({ status, headers }) => ({ status, retryAfter: single(headers['retry-after']) }),
  });

  const pathOf = (call: LinodeCall) => roots[call.beta ? 'beta' : 'stable'] + call.path;

  async function exchange(call: LinodeCall, accessToken: string | null, signal: AbortSignal) {
    const request = {
      method: call.method,
      path: pathOf(call) + toSearch(call.query),
      headers: toHeaders(call, accessToken),
      body: call.body === undefined ? null : JSON.stringify(call.body),
      signal,
    };
    const { statusCode, headers, body } = await pool.request(request).catch(async (error) => {
      // A kept connection may have been closed as we took it. Only what changes nothing is asked anew.
      if (call.method !== 'GET' || !isDropped(error)) throw error;
      return await pool.request(request);
    });
    return { status: statusCode, headers, body: await readWhole(body) };
  }

  return {
    /** @param person whose calls they are; null for nobody's in particular */
    transportFor(person: string | null): LinodeTransport {
      return async (call, accessToken) => {
        const signal = AbortSignal.timeout(BUDGET_MS);
        // Only what is asked again by itself is held back; what a person decides, Linode answers.
        const name = call.method === 'GET' ? pathOf(call) : null;
        const send = async () => await exchange(call, accessToken, signal);
        return await upstream.run({ person, name, signal }, send).catch(rethrown);
      };
    },
    upstream,
    close: async () => await pool.destroy(),
  };
}

/** Where the API's beta version is: beside /v4. An address that does not end so has no other. */
export function betaOf(apiUrl: string | URL): URL {
  return new URL(String(apiUrl).replace(/\/$/, '').replace(/\/v4$/, '/v4beta'));
}

/** Closed before a byte of an answer came: nobody says whether the request had arrived. */
function isDropped(error: unknown): boolean {
  return ['UND_ERR_SOCKET', 'ECONNRESET', 'EPIPE'].includes(codeOf(error));
}

function codeOf(error: unknown): string {
  return typeof error === 'object' && error !== null && 'code' in error ? String(error.code) : '';
}

function rethrown(error: unknown): never {
  if (error instanceof ToldToWait && error.status === 429)
    throw new RateLimited([], error.retryAfterSeconds);
  if (error instanceof NotSent) throw notSent(error);
  throw lost(error);
}

/** What came in an answer's place. Only of a call without a connection is it known that it never left. */
function lost(cause: unknown): LinodeUnavailable {
  if (NOT_CONNECTED.has(codeOf(cause)))
    return unavailable(0, 'Linode cannot be reached. Nothing was sent.', { cause, wasSent: false });
  const outcome = outcomeOfError(cause);
  if (outcome === 'timeout') return unavailable(0, 'Linode did not answer in time.', { cause });
  if (outcome === 'too-large')
    return unavailable(0, 'Linode’s answer was too long to be read.', { cause });
  return unavailable(0, 'The connection to Linode broke off before its answer was here.', {
    cause,
  });
}

const NOT_CONNECTED: ReadonlySet<string> = new Set([
  'EAI_AGAIN',
  'ECONNREFUSED',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENOTFOUND',
  'UND_ERR_CONNECT_TIMEOUT',
]);

function notSent(error: NotSent): LinodeUnavailable {
  const { retryAfterSeconds } = error;
  return unavailable(0, words[error.reason], { cause: error, retryAfterSeconds, wasSent: false });
}

const failing =
  'Linode has failed several times in a row, so Quayside waits a moment before it asks again. Nothing was sent.';

const words: Readonly<Record<NotSentReason, string>> = {
  broken: failing,
  'broken-for-person': failing,
  busy: 'Too many requests to Linode are under way. Nothing was sent.',
  'told-to-wait': 'Linode asks us to wait before the next request. Nothing was sent.',
};

/** `apiPath('/linode/instances/', id)`: a path whose variable parts cannot leave their place. */
export function apiPath(prefix: string, id: string | number, suffix = ''): string {
  return `${prefix}${encodeURIComponent(id)}${suffix}`;
}

function toHeaders(call: LinodeCall, accessToken: string | null): Record<string, string> {
  return {
    accept: 'application/json',
    'user-agent': 'quayside',
    ...requestIdHeader(),
    ...(accessToken !== null && { authorization: `Bearer ${accessToken}` }),
    ...(call.body !== undefined && { 'content-type': 'application/json' }),
    ...(call.filter !== undefined && { 'x-filter': toAsciiJson(call.filter) }),
  };
}

/** A header value is ASCII: everything else in the filter is written as \\uXXXX. */
export function toAsciiJson(value: object): string {
  return JSON.stringify(value).replaceAll(
    /[^\x20-\x7e]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

function toSearch(query: LinodeCall['query'] = {}): string {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    if (value !== undefined) search.set(name, String(value));
  }
  return search.size > 0 ? `?${search.toString()}` : '';
}

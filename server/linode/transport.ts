import { Pool } from 'undici';
import { requestIdHeader } from '../request-id.ts';
import { unavailable, type RawAnswer } from './answer.ts';

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
const MAX_ANSWER_BYTES = 8 * 1024 * 1024;

/** Keeps connections to the one configured host; follows no redirect, forwards no header. */
export function createTransport(apiUrl: string) {
  const base = new URL(apiUrl);
  const roots = { stable: base.pathname.replace(/\/$/, ''), beta: betaOf(base).pathname };
  const pool = new Pool(base.origin, { connections: 64, connect: { timeout: 3000 } });

  const transport: LinodeTransport = async (call, accessToken) => {
    try {
      const signal = AbortSignal.timeout(BUDGET_MS);
      const { statusCode, headers, body } = await pool.request({
        method: call.method,
        path: roots[call.beta ? 'beta' : 'stable'] + call.path + toSearch(call.query),
        headers: toHeaders(call, accessToken),
        body: call.body === undefined ? null : JSON.stringify(call.body),
        signal,
      });
      return { status: statusCode, headers, body: await readWhole(body) };
    } catch (error) {
      throw unavailable(0, 'Linode did not answer in time.', error);
    }
  };

  return { transport, close: async () => await pool.destroy() };
}

/** Where the API's beta version is: beside /v4. An address that does not end so has no other. */
export function betaOf(apiUrl: string | URL): URL {
  return new URL(String(apiUrl).replace(/\/$/, '').replace(/\/v4$/, '/v4beta'));
}

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

async function readWhole(body: AsyncIterable<Buffer> & { destroy(): void }): Promise<Buffer> {
  const parts: Buffer[] = [];
  let bytes = 0;
  for await (const part of body) {
    bytes += part.length;
    if (bytes > MAX_ANSWER_BYTES) {
      body.destroy();
      throw new RangeError('The answer is larger than any list page can be.');
    }
    parts.push(part);
  }
  return Buffer.concat(parts);
}

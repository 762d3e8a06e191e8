import { Pool } from 'undici';
import { requestIdHeader } from '../request-id.ts';
import { ScalewayFailed } from './errors.ts';

/** Sends one of the SDK's requests. @throws {ScalewayFailed} when there was no whole answer in time. */
export type ScalewayTransport = (request: Request, signal: AbortSignal) => Promise<Response>;

const MAX_ANSWER_BYTES = 8 * 1024 * 1024;
const withoutBody = new Set([204, 205, 304]);

/**
 * Keeps connections to the one configured host. It reads and changes nothing, follows no redirect,
 * and forgets every header of the request but the two it needs.
 */
export function createScalewayTransport(apiUrl: string) {
  const base = new URL(apiUrl);
  const pool = new Pool(base.origin, { connections: 32, connect: { timeout: 3000 } });

  const transport: ScalewayTransport = async (request, signal) => {
    const { origin, pathname, search } = new URL(request.url);
    if (origin !== base.origin || request.method !== 'GET') throw new ScalewayFailed('failed', 0);
    try {
      const { statusCode, headers, body } = await pool.request({
        method: 'GET',
        path: pathname + search,
        headers: {
          accept: 'application/json',
          'user-agent': 'quayside',
          ...requestIdHeader(),
          'x-auth-token': request.headers.get('x-auth-token') ?? '',
        },
        signal,
      });
      return toResponse(statusCode, headers['x-total-count'], await readWhole(body));
    } catch (error) {
      throw error instanceof ScalewayFailed ? error : new ScalewayFailed('unavailable', 0);
    }
  };

  return { transport, close: async () => await pool.destroy() };
}

/**
 * The answer in the form that the SDK reads without stumbling: it takes a body for JSON only when the
 * type is `application/json` and not a letter more, and it stops at members that are null.
 */
function toResponse(status: number, totalCount: unknown, text: string): Response {
  const headers = {
    'Content-Type': 'application/json',
    ...(typeof totalCount === 'string' && { 'X-Total-Count': totalCount }),
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

async function readWhole(body: AsyncIterable<Buffer> & { destroy(): void }): Promise<string> {
  const parts: Buffer[] = [];
  let bytes = 0;
  for await (const part of body) {
    bytes += part.length;
    if (bytes > MAX_ANSWER_BYTES) {
      body.destroy();
      throw new ScalewayFailed('unreadable', 0);
    }
    parts.push(part);
  }
  return Buffer.concat(parts).toString('utf8');
}

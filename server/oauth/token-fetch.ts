import type { CustomFetch } from 'openid-client';
import { requestIdHeader } from '../current-request.ts';
import { AnswerTooLarge } from '../upstream/errors.ts';
import type { Upstream } from '../upstream/upstream.ts';

/**
 * The fetch that openid-client uses, bent to what Linode's endpoints really answer:
 * members that are null where the RFC wants them absent, `scopes` for `scope`,
 * and 204 where RFC 7009 says 200.
 */
export function createTokenFetch(upstream: Upstream<Response>): CustomFetch {
  return async (url, options) => {
    const headers = { ...options.headers, ...requestIdHeader() };
    const send = async () => await fetch(url, { ...options, headers } as RequestInit);
    // Revocations have pauses of their own, and many that fail must not keep people from signing in.
    if (url.endsWith('/oauth/revoke')) return await asRevocationAnswer(await upstream.watch(send));
    const signal = options.signal ?? new AbortController().signal;
    const call = { person: null, name: null, signal };
    return await upstream.run(call, async () => await asTokenAnswer(await send()));
  };
}

async function asRevocationAnswer(response: Response): Promise<Response> {
  if (response.status !== 200 && response.status !== 204) return await asTokenAnswer(response);
  await response.body?.cancel();
  return new Response(null, { status: 200 });
}

/** A token answer has a few hundred bytes. */
const MAX_ANSWER_BYTES = 64 * 1024;

async function asTokenAnswer(response: Response): Promise<Response> {
  const text = await textOf(response);
  const { status, headers } = response;
  return new Response(status === 200 ? normalised(text) : text, {
    // A refusal that is no JSON is somebody's who stands between, and says nothing of the token.
    status: isRefusal(status) && parseObject(text) === null ? 502 : status,
    headers: toHeaders(headers),
  });
}

function isRefusal(status: number): boolean {
  return [400, 401, 403].includes(status);
}

/** @throws {AnswerTooLarge} */
async function textOf({ body }: Response): Promise<string> {
  const parts: Uint8Array[] = [];
  let bytes = 0;
  for await (const part of body ?? []) {
    parts.push(part);
    bytes += part.length;
    if (bytes > MAX_ANSWER_BYTES) throw new AnswerTooLarge('more than 64 KB');
  }
  return Buffer.concat(parts).toString();
}

/** A re-made body has its own length and is no longer compressed. */
function toHeaders(headers: Headers): Headers {
  const kept = new Headers(headers);
  kept.delete('content-length');
  kept.delete('content-encoding');
  return kept;
}

function normalised(text: string): string {
  const answer = parseObject(text);
  if (answer === null) return text;
  const { scopes, ...members } = answer;
  const stated = Object.entries({ scope: joined(scopes), ...members }).filter(
    ([, value]) => value !== null,
  );
  return JSON.stringify(Object.fromEntries(stated));
}

function parseObject(text: string): Record<string, unknown> | null {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? { ...value }
      : null;
  } catch {
    // Not JSON: openid-client says so in its own words.
    return null;
  }
}

function joined(scopes: unknown): unknown {
  return Array.isArray(scopes) ? scopes.join(' ') : scopes;
}

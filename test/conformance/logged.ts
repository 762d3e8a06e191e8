import type { LoggedRequest } from './requirement.ts';

/** Different access tokens that requests came with. */
export function bearersIn(log: readonly LoggedRequest[]): readonly string[] {
  const tokens = log.map(({ headers }) => /^Bearer (\S+)/.exec(headers.authorization ?? '')?.[1]);
  return [...new Set(tokens.filter((token) => token !== undefined))];
}

/** A field of a form or of a JSON body, as text; undefined where there is none. */
export function fieldOf({ body }: LoggedRequest, name: string): string | undefined {
  if (typeof body !== 'object' || body === null || !(name in body)) return undefined;
  const value: unknown = (body as Record<string, unknown>)[name];
  return typeof value === 'string' ? value : undefined;
}

/** Requests for tokens: for a code, or for a refresh token. */
export function tokenCalls(
  log: readonly LoggedRequest[],
  grant?: 'authorization_code' | 'refresh_token',
): readonly LoggedRequest[] {
  return log.filter(
    (entry) =>
      entry.method === 'POST' &&
      entry.path.startsWith('/oauth/token') &&
      (grant === undefined || fieldOf(entry, 'grant_type') === grant),
  );
}

export function revokeCalls(log: readonly LoggedRequest[]): readonly LoggedRequest[] {
  return log.filter(({ method, path }) => method === 'POST' && path.startsWith('/oauth/revoke'));
}

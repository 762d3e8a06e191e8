import type { IncomingHttpHeaders } from 'node:http';
import type { Switches } from '../control/switches.ts';
import type { Authorizations } from '../login/authorizations.ts';
import type { World } from '../world/world.ts';
import type { Caller } from './caller.ts';
import type { LimitName } from './rate-limit.ts';

/** One request to an endpoint, after the checks that all endpoints share. */
export type Call = {
  readonly world: World;
  readonly switches: Switches;
  readonly authorizations: Authorizations;
  readonly now: number;
  readonly params: Readonly<Record<string, string>>;
  readonly query: URLSearchParams;
  readonly headers: IncomingHttpHeaders;
  /** The JSON object sent, or an empty one. */
  readonly body: Readonly<Record<string, unknown>>;
};

export type SignedCall = Call & { readonly caller: Caller };

type Declaration = {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  /** Below /v4, with `:name` for a parameter. */
  readonly path: string;
  /** Below /v4beta alone. */
  readonly beta?: true;
  readonly limit?: LimitName;
};

/** Open to everybody; a caller is known if it sent a good token. */
export type PublicEndpoint = Declaration & {
  readonly scope: 'public';
  readonly handle: (call: Call & { readonly caller: Caller | undefined }) => unknown;
};

/** For users: `any` token, or one with the scope; `users` says what a restricted user may do here. */
export type UserEndpoint = Declaration & {
  readonly scope: 'any' | `${string}:${'read_only' | 'read_write'}`;
  readonly users?: 'unrestricted' | 'account-access';
  readonly handle: (call: SignedCall) => unknown;
};

export type Endpoint = PublicEndpoint | UserEndpoint;

type Match = { readonly endpoint: Endpoint; readonly params: Record<string, string> };

/** The endpoint for a method and a path, the first declared that fits. */
export function findEndpoint(
  endpoints: readonly Endpoint[],
  method: string,
  path: string,
): Match | undefined {
  for (const endpoint of endpoints) {
    const params = endpoint.method === method ? matchPath(endpoint.path, path) : undefined;
    if (params) return { endpoint, params };
  }
  return undefined;
}

function matchPath(pattern: string, path: string): Record<string, string> | undefined {
  const names = pattern.split('/');
  const parts = path.split('/');
  if (names.length !== parts.length) return undefined;
  const params: Record<string, string> = {};
  for (const [index, name] of names.entries()) {
    const part = parts[index] ?? '';
    if (name.startsWith(':')) params[name.slice(1)] = decode(part);
    else if (name !== part) return undefined;
  }
  return params;
}

/** A broken escape names nothing that exists, so it may stand as it is. */
function decode(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

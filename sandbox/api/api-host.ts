import type { OutgoingHttpHeaders } from 'node:http';
import type { Switches } from '../control/switches.ts';
import { jsonAnswer } from '../http/answer.ts';
import type { Answer, Host, Received } from '../http/answer.ts';
import type { Authorizations } from '../login/authorizations.ts';
import type { World } from '../world/world.ts';
import { ApiError, badRequest, invalidToken, notFound } from './api-error.ts';
import { authorize, readCaller } from './caller.ts';
import type { Caller, FindOwner } from './caller.ts';
import { findEndpoint } from './endpoint.ts';
import type { Call, Endpoint } from './endpoint.ts';
import { endpoints } from './endpoints.ts';
import type { RateLimits } from './rate-limit.ts';
import { standingHeaders } from './standing-headers.ts';

type ApiOptions = {
  readonly world: World;
  readonly switches: Switches;
  readonly limits: RateLimits;
  readonly authorizations: Authorizations;
  readonly findOwner: FindOwner;
};

/** api.linode.com under /v4. Headers gather while the checks pass, so that a refusal carries them too. */
export function createApiHost(options: ApiOptions): Host {
  return async (received) => {
    const headers: OutgoingHttpHeaders = { ...standingHeaders };
    try {
      const reply = await serve(received, options, headers);
      if (reply === undefined) return { status: 204, headers, body: '' };
      return jsonAnswer(200, reply, headers);
    } catch (error) {
      return refusal(error, headers);
    }
  };
}

async function serve(received: Received, options: ApiOptions, headers: OutgoingHttpHeaders) {
  const { world, switches, authorizations, findOwner } = options;
  const caller = await readCaller(received.headers.authorization, world, findOwner);
  if (caller) describeCaller(caller, world, headers);
  const [, beta, path = ''] = /^\/v4(beta)?(\/.*)$/.exec(received.path) ?? [];
  const match = findEndpoint(endpoints, received.method, path);
  if (!match || (match.endpoint.beta && beta === undefined)) throw notFound();
  const { endpoint, params } = match;
  const isOpen = endpoint.scope === 'public' || endpoint.scope === 'any';
  headers['X-Accepted-OAuth-Scopes'] = isOpen ? '*' : endpoint.scope;
  if (endpoint.scope !== 'public' && !caller) throw invalidToken();
  Object.assign(headers, countCall(endpoint, options, caller?.token ?? 'anonymous'));
  const now = Date.now();
  const { query, headers: sent } = received;
  const call: Call = {
    world,
    switches,
    authorizations,
    now,
    params,
    query,
    headers: sent,
    body: readJson(received),
  };
  if (endpoint.scope === 'public') return endpoint.handle({ ...call, caller });
  if (!caller) throw invalidToken();
  authorize(caller, endpoint);
  return endpoint.handle({ ...call, caller });
}

function describeCaller({ user, scopes }: Caller, world: World, headers: OutgoingHttpHeaders) {
  headers['X-OAuth-Scopes'] = scopes.join(' ');
  headers['X-Customer-UUID'] = world.accounts.find(({ name }) => name === user.account)?.euuid;
}

function countCall(endpoint: Endpoint, { limits, switches }: ApiOptions, who: string) {
  if (switches.rateLimits === 'off') return {};
  return limits.count(endpoint.limit ?? 'other', who, Date.now());
}

function readJson({ body, method }: Received): Readonly<Record<string, unknown>> {
  if (body.length === 0 || method === 'GET') return {};
  try {
    const value: unknown = JSON.parse(body.toString());
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return { ...value };
  } catch {
    // Falls through to the same refusal as JSON that is no object.
  }
  throw badRequest('Invalid JSON');
}

function refusal(error: unknown, headers: OutgoingHttpHeaders): Answer {
  if (!(error instanceof ApiError)) throw error;
  return jsonAnswer(error.status, { errors: error.reasons }, { ...headers, ...error.headers });
}

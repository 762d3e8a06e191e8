import {
  bodyBreaches,
  exampleOf,
  findOperation,
  queryBreaches,
  type Operation,
} from './openapi-document.ts';
import { json, serveStandIn, type Received, type Reply } from './stand-in-server.ts';

export interface OpenApiMock {
  /** Ends in /v4. */
  readonly url: string;
  readonly calls: readonly ApiCall[];
  /** Every way in which a call was not the documented one. */
  readonly violations: readonly string[];
  /** With `everybody-out` no token is good any more. */
  readonly mood: { tokens: 'as-issued' | 'everybody-out' };
  stop(): Promise<void>;
}

export interface ApiCall {
  readonly method: string;
  readonly path: string;
  readonly body: unknown;
}

/**
 * api.linode.com as its document alone tells: the documented example to whatever is asked. It knows
 * no state, no filter, no paging and no X- headers, and its Linode is always running.
 */
export async function startOpenApiMock(isLive: (token: string) => boolean): Promise<OpenApiMock> {
  const calls: ApiCall[] = [];
  const violations: string[] = [];
  const mood: OpenApiMock['mood'] = { tokens: 'as-issued' };

  function isGood({ headers }: Received): boolean {
    const token = /^Bearer (\S+)$/.exec(headers.authorization ?? '')?.[1] ?? '';
    return mood.tokens === 'as-issued' && isLive(token);
  }

  const server = await serveStandIn((received) => {
    const path = received.path.replace(/^\/v4/, '');
    const operation = findOperation(received.method, path);
    const body: unknown = received.text === '' ? undefined : JSON.parse(received.text);
    calls.push({ method: received.method, path, body });
    violations.push(
      ...breachesOf(operation, received, body).map((text) => `${received.method} ${path}: ${text}`),
    );
    if (operation === undefined) return refusal(404, 'Not found');
    if (operation.needsToken && !isGood(received)) return refusal(401, 'Invalid Token');
    return json(200, exampleAnswer(operation));
  });
  return { ...server, url: `${server.url}/v4`, calls, violations, mood };
}

function breachesOf(
  operation: Operation | undefined,
  { query }: Received,
  body: unknown,
): readonly string[] {
  if (operation === undefined) return ['is not documented'];
  return [...queryBreaches(operation, query), ...bodyBreaches(operation, body)];
}

/** The document's example image goes out of support one day; this stand-in's never does. */
function exampleAnswer({ answer = {} }: Operation): unknown {
  const example = exampleOf(answer);
  return JSON.parse(JSON.stringify(example), (key, value: unknown) =>
    key === 'eol' ? null : value,
  );
}

function refusal(status: number, reason: string): Reply {
  return json(status, { errors: [{ reason }] });
}

import {
  bodyBreaches,
  exampleOf,
  findOperation,
  queryBreaches,
  rowOf,
  type Operation,
} from './openapi-document.ts';
import { oddRows } from './odd-rows.ts';
import { json, serveStandIn, type Received, type Reply } from './stand-in-server.ts';

export interface OpenApiMock {
  /** Ends in /v4. */
  readonly url: string;
  readonly calls: readonly ApiCall[];
  /** Every way in which a call was not the documented one. */
  readonly violations: readonly string[];
  readonly mood: Mood;
  stop(): Promise<void>;
}

export interface Mood {
  /** With `everybody-out` no token is good any more. */
  tokens: 'as-issued' | 'everybody-out';
  /**
   * With `odd`, lists hold what test/support/odd-rows.ts makes, and single things are odd, too. With
   * `hostile`, every text of every answer is `text`; with `refused`, so is why there is no answer.
   */
  rows: 'as-documented' | 'odd' | 'hostile' | 'refused';
  text: string;
  /** Sent in place of every answer, whatever it is. */
  answer: Reply | undefined;
  /** What X-OAuth-Scopes says, if anything. */
  scopes: string | undefined;
}

export const plainMood: Mood = {
  tokens: 'as-issued',
  rows: 'as-documented',
  text: '',
  answer: undefined,
  scopes: undefined,
};

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
  const mood = { ...plainMood };

  function isGood({ headers }: Received): boolean {
    const token = /^Bearer (\S+)$/.exec(headers.authorization ?? '')?.[1] ?? '';
    return mood.tokens === 'as-issued' && isLive(token);
  }

  const server = await serveStandIn((received) => {
    const path = received.path.replace(/^\/v4(?:beta)?/, '');
    const operation = findOperation(received.method, path);
    const body: unknown = received.text === '' ? undefined : JSON.parse(received.text);
    calls.push({ method: received.method, path, body });
    violations.push(
      ...breachesOf(operation, received, body).map((text) => `${received.method} ${path}: ${text}`),
    );
    if (operation === undefined) return refusal(404, 'Not found');
    if (operation.needsToken && !isGood(received)) return refusal(401, 'Invalid Token');
    if (mood.answer !== undefined) return mood.answer;
    if (mood.rows === 'refused')
      return json(400, { errors: [{ reason: mood.text, field: mood.text }] });
    const { headers, ...reply } = json(200, answerTo(operation, path, mood));
    const scopes = mood.scopes === undefined ? {} : { 'X-OAuth-Scopes': mood.scopes };
    return { ...reply, headers: { ...headers, ...scopes } };
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

function answerTo(operation: Operation, path: string, { rows, text }: Mood): unknown {
  if (rows === 'odd') return oddAnswer(operation, path);
  return rows === 'hostile' ? hostileAnswer(operation, path, text) : exampleAnswer(operation);
}

/** As documented, but for every text in it; what a form offers keeps its id, or nothing could be chosen. */
function hostileAnswer(operation: Operation, path: string, text: string): unknown {
  const answer = exampleAnswer(operation);
  const example = JSON.stringify(isListed(path) ? { data: [answer] } : answer);
  const isOffered = /^\/(?:regions|linode\/types|images)/.test(path);
  return JSON.parse(example, (name, value: unknown) => {
    const isName = isOffered && ['id', 'region', 'plan'].includes(name);
    return typeof value === 'string' && !isName ? text : value;
  });
}

/** A list of odd rows; of one thing, the documented one with what is new, and what is null. */
function oddAnswer({ answer = {} }: Operation, path: string): unknown {
  const row = isListed(path) ? answer : rowOf(answer);
  if (row === undefined) return nulled(exampleOf(answer));
  const data = oddRows(row);
  return { data, page: 1, pages: 1, results: data.length, brand_new: null };
}

/** Of a NodeBalancer's ports the document has one, where Linode sends their list. */
function isListed(path: string): boolean {
  return /^\/nodebalancers\/\d+\/configs$/.test(path);
}

function nulled(example: unknown): unknown {
  const names = Object.entries(Object(example) as object).map(([name, value]) =>
    ['id', 'label', 'username', 'email', 'uid'].includes(name) ? [name, value] : [name, null],
  );
  return { ...Object.fromEntries(names), brand_new: { deep: [null] } };
}

function refusal(status: number, reason: string): Reply {
  return json(status, { errors: [{ reason }] });
}

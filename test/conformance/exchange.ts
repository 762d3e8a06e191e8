import http, { type IncomingHttpHeaders, type IncomingMessage } from 'node:http';
import https from 'node:https';
import { parseSetCookie, type SetCookie } from 'cookie';

export interface Question {
  /** Where to connect to: scheme, host and port. */
  readonly url: string;
  /** Goes out as it stands: nothing is decoded, joined or shortened. */
  readonly path: string;
  readonly method: string;
  readonly headers: Readonly<Record<string, string | readonly string[]>>;
  readonly body: string;
  /** After so long the connection is cut; what has come by then is the answer. */
  readonly patienceMs: number;
}

export interface Answer {
  readonly method: string;
  readonly path: string;
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly setCookies: readonly SetCookie[];
  /** `Location` as it was sent, or null. */
  readonly location: string | null;
  readonly text: string;
  readonly tookMs: number;
}

const plain = { request: http.request, agent: new http.Agent({ keepAlive: true }) };
const checked = { request: https.request, agent: new https.Agent({ keepAlive: true }) };
/** A load balancer of the tests' own has a certificate that nobody vouches for. */
const unchecked = {
  request: https.request,
  agent: new https.Agent({ keepAlive: true, rejectUnauthorized: false }),
};

/** One request as it is told, and what came back. Follows nothing, keeps nothing. */
export async function exchange(question: Question): Promise<Answer> {
  const startedAt = performance.now();
  const { response, text } = await ask(question);
  const { headers } = response;
  return {
    method: question.method,
    path: question.path,
    status: response.statusCode ?? 0,
    headers,
    setCookies: (headers['set-cookie'] ?? []).map((line) =>
      parseSetCookie(line, { decode: asItIs }),
    ),
    location: headers.location ?? null,
    text,
    tookMs: performance.now() - startedAt,
  };
}

interface Reply {
  readonly response: IncomingMessage;
  readonly text: string;
}

async function ask(question: Question): Promise<Reply> {
  const { path, method, body, patienceMs } = question;
  const url = new URL(question.url);
  const { request, agent } = wayTo(url);
  const headers = { host: url.host, ...question.headers } as http.OutgoingHttpHeaders; // less readonly
  const place = { hostname: url.hostname.replaceAll(/[[\]]/g, ''), port: url.port };
  return await new Promise((resolve, reject) => {
    const asked = request({ ...place, agent, path, method, headers, setHost: false });
    const late = setTimeout(() => {
      asked.destroy(new Error(`${method} ${path}: no answer`));
    }, patienceMs);
    asked.on('response', (response) => {
      let text = '';
      response.setEncoding('utf8').on('data', (part: string) => (text += part));
      // Cut off in the middle, by either side: `close` tells it, too.
      response.on('error', () => null);
      response.once('close', () => {
        clearTimeout(late);
        resolve({ response, text });
      });
    });
    asked.on('error', (error: NodeJS.ErrnoException) => {
      clearTimeout(late);
      // The server may close an idle connection in the very moment in which it is used again.
      const isStale = asked.reusedSocket && error.code === 'ECONNRESET';
      if (isStale) resolve(ask(question));
      else reject(error);
    });
    asked.end(body);
  });
}

function wayTo(url: URL) {
  if (url.protocol === 'http:') return plain;
  return /^(localhost|127\.[\d.]+|\[::1\])$/.test(url.hostname) ? unchecked : checked;
}

function asItIs(text: string): string {
  return text;
}

import type { IncomingMessage } from 'node:http';
import type { Received } from './answer.ts';

/** Reads a request to its end. */
export async function receive(req: IncomingMessage): Promise<Received> {
  const chunks: Buffer[] = [];
  for await (const chunk of req) chunks.push(Buffer.from(chunk as Uint8Array)); // a socket without encoding gives bytes
  const url = new URL(req.url ?? '/', 'http://sandbox.invalid');
  return {
    method: req.method ?? 'GET',
    url: url.pathname + url.search,
    path: url.pathname,
    query: url.searchParams,
    headers: req.headers,
    body: Buffer.concat(chunks),
  };
}

/** The body as fields or values: form fields, JSON, the text when it is neither, nothing when empty. */
export async function readBody(received: Received): Promise<unknown> {
  if (received.body.length === 0) return undefined;
  const type = received.headers['content-type'] ?? '';
  if (/^(application\/x-www-form-urlencoded|multipart\/form-data)/.test(type)) {
    return Object.fromEntries(await readForm(received));
  }
  return parseJson(received.body.toString());
}

/** The fields of a form in either encoding, files left out. */
export async function readForm(received: Received): Promise<URLSearchParams> {
  const type = received.headers['content-type'] ?? '';
  if (!type.startsWith('multipart/')) return new URLSearchParams(received.body.toString());
  const form = await new Response(received.body, { headers: { 'content-type': type } }).formData();
  return new URLSearchParams(
    [...form].filter((field): field is [string, string] => typeof field[1] === 'string'),
  );
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

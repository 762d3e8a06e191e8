import type { Server, ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';

/** By the codes of Node's parser and clock; whatever else cannot be read is 400. */
const answers: Readonly<Record<string, readonly [status: string, sentence: string]>> = {
  HPE_HEADER_OVERFLOW: [
    '431 Request Header Fields Too Large',
    'The address or the cookies of this request are too large. Delete the cookies of this site, then try again.',
  ],
  HPE_CHUNK_EXTENSIONS_OVERFLOW: ['413 Payload Too Large', 'This request is too large.'],
  ERR_HTTP_REQUEST_TIMEOUT: [
    '408 Request Timeout',
    'The request did not arrive in time. Nothing was done; try again.',
  ],
};
const unreadable = ['400 Bad Request', 'This request is not valid HTTP.'] as const;

const headers = [
  'Content-Type: text/plain; charset=utf-8',
  "Content-Security-Policy: default-src 'none'; base-uri 'none'; frame-ancestors 'none'",
  'X-Content-Type-Options: nosniff',
  'X-Frame-Options: DENY',
  'Referrer-Policy: same-origin',
  'Cache-Control: no-store',
  'Connection: close',
];

/**
 * Answers what never becomes a request, and so never reaches the app, with a sentence and the
 * headers that every answer has. An answer that has begun is broken off instead.
 */
export function answerUnreadable(server: Server): void {
  const underWay = new WeakMap<Duplex, ServerResponse>();
  server.on('request', ({ socket }, res) => underWay.set(socket, res));
  server.on('clientError', (error: NodeJS.ErrnoException, socket) => {
    const res = underWay.get(socket);
    const hasBegun = res?.headersSent === true && !res.writableFinished;
    if (socket.writable && !hasBegun) socket.write(toAnswer(error.code ?? ''));
    socket.destroy(error);
  });
}

function toAnswer(code: string): string {
  const [status, sentence] = answers[code] ?? unreadable;
  const length = `Content-Length: ${Buffer.byteLength(sentence)}`;
  return [`HTTP/1.1 ${status}`, ...headers, length, '', sentence].join('\r\n');
}

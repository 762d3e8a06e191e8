import type { OutgoingHttpHeaders } from 'node:http';
import { jsonAnswer } from '../http/answer.ts';
import type { Answer } from '../http/answer.ts';
import { scalewayFault } from '../scaleway/scaleway-error.ts';
import type { HostName } from './request-log.ts';

export type AnswerKind =
  | 'status'
  | 'html'
  | '429'
  | '500'
  | '503'
  | '503-maintenance'
  | '401'
  | '401-scope';

type Wish = {
  readonly host: HostName;
  readonly kind: AnswerKind;
  readonly status?: number;
  readonly body?: unknown;
  readonly headers?: OutgoingHttpHeaders;
};

const gatewayPage =
  '<html>\r\n<head><title>502 Bad Gateway</title></head>\r\n<body>\r\n<center><h1>502 Bad Gateway</h1></center>\r\n<hr><center>nginx</center>\r\n</body>\r\n</html>\r\n';

const presets: Record<AnswerKind, Answer> = {
  status: reasoned(500, 'The sandbox was told to fail'),
  html: { status: 502, headers: { 'Content-Type': 'text/html' }, body: gatewayPage },
  '429': reasoned(429, 'Too many requests', { 'Retry-After': '1' }),
  '500': reasoned(500, 'Unexpected error'),
  '503': reasoned(503, 'Service unavailable'),
  '503-maintenance': reasoned(503, 'All endpoints are temporarily unavailable.', {
    'X-Maintenance-Mode': 'all,All endpoints are temporarily unavailable.',
  }),
  '401': reasoned(401, 'Invalid Token', { 'X-OAuth-Scopes': 'unknown' }),
  '401-scope': reasoned(401, 'Your OAuth token is not authorized to use this endpoint.'),
};

/** The canned answer of a fault, with the status, body and headers asked for laid over it. */
export function faultAnswer(wish: Wish): Answer {
  const preset = presetOf(wish);
  return {
    status: wish.status ?? preset.status,
    headers: { ...preset.headers, ...wish.headers },
    body: wish.body === undefined ? preset.body : toText(wish.body),
  };
}

/** Scaleway words its refusals in its own way; a proxy's page is the same anywhere. */
function presetOf({ host, kind, status }: Wish): Answer {
  const preset = presets[kind];
  return host === 'scaleway' && kind !== 'html' ? scalewayFault(status ?? preset.status) : preset;
}

function toText(body: unknown): string {
  return typeof body === 'string' ? body : JSON.stringify(body);
}

function reasoned(status: number, reason: string, headers?: OutgoingHttpHeaders): Answer {
  return jsonAnswer(status, { errors: [{ reason }] }, headers);
}

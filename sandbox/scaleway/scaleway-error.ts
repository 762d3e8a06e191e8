import { jsonAnswer } from '../http/answer.ts';
import type { Answer } from '../http/answer.ts';

/** A refusal as Scaleway's gateway words it: a type, a message, and what belongs to the type. */
export class ScalewayError extends Error {
  readonly status: number;
  readonly body: Readonly<Record<string, unknown>>;

  constructor(status: number, body: { readonly type: string; readonly message: string }) {
    super(body.message);
    this.status = status;
    this.body = body;
  }
}

/** No key, or one that was never issued. */
export function deniedAuthentication(reason: 'invalid_argument' | 'not_found'): ScalewayError {
  const message = 'authentication is denied';
  return refusal(401, { type: 'denied_authentication', message, method: 'api_key', reason });
}

/** The key is good and has no right to list Instances. */
export function permissionsDenied(): ScalewayError {
  const details = [{ resource: 'compute_servers', action: 'read' }];
  return refusal(403, { type: 'permissions_denied', message: 'insufficient permissions', details });
}

export function notFound(resource: string, id: string): ScalewayError {
  const message = 'resource is not found';
  return refusal(404, { type: 'not_found', message, resource, resource_id: id });
}

export function invalidArgument(name: string, help: string): ScalewayError {
  const details = [{ argument_name: name, reason: 'constraint', help_message: help }];
  return refusal(400, { type: 'invalid_arguments', message: 'invalid argument(s)', details });
}

/** How Scaleway would word a fault that a test asks for by its status alone. */
export function scalewayFault(status: number): Answer {
  const words: Readonly<Record<number, ScalewayError>> = {
    401: deniedAuthentication('not_found'),
    403: permissionsDenied(),
    404: notFound('instance_server', ''),
    429: tooManyRequests(),
  };
  const error = words[status] ?? refusal(status, { type: 'internal', message: 'internal error' });
  return toAnswer(error);
}

export function toAnswer({ status, body }: ScalewayError): Answer {
  return jsonAnswer(status, body, scalewayHeaders);
}

export const scalewayHeaders = {
  Server: 'Scaleway API Gateway (fr-par-1;edge01)',
  'X-Request-Id': 'd6a1f4f4-4f0f-4d3c-9f5e-1f0a7b6f2a11',
} as const;

function tooManyRequests(): ScalewayError {
  const limit = { resource: 'instance_server', quota: 100, window_seconds: 60 };
  const told = { help_message: 'too many requests', limit, reset_seconds: 1 };
  return refusal(429, { type: 'too_many_requests', message: 'too many requests', ...told });
}

function refusal(
  status: number,
  body: { readonly type: string; readonly message: string } & Readonly<Record<string, unknown>>,
): ScalewayError {
  return new ScalewayError(status, body);
}

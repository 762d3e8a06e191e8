import { pino, type DestinationStream, type Logger } from 'pino';
import { currentRequest } from './current-request.ts';

export type { Logger } from 'pino';

/**
 * One JSON logger. Errors pass through {@link describeError}, so that nothing a library hangs on
 * its errors (a parsed body, a token response, a Redis command's arguments) can reach the log.
 */
export function createLogger(level: string, destination?: DestinationStream): Logger {
  const options = {
    level,
    base: null,
    timestamp: () => `,"time":"${new Date().toISOString()}"`,
    formatters: { level: (label: string) => ({ level: label }) },
    serializers: { err: describeError },
    mixin: requestOf,
    hooks: { streamWrite: withoutControls },
  };
  return destination === undefined ? pino(options) : pino(options, destination);
}

/**
 * JSON leaves these as they are, and some readers of a log do not: terminals take commands from
 * them, and programs take the last two for the end of a line.
 */
function withoutControls(line: string): string {
  return line.replaceAll(
    /[\u007F-\u009F\u2028\u2029]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

/** Each line says which request it belongs to; the one that ends a request carries that already. */
function requestOf(line: object): object {
  const reqId = 'res' in line ? undefined : currentRequest()?.requestId;
  return reqId === undefined ? {} : { reqId };
}

export interface ErrorDescription {
  readonly name: string;
  readonly message: string;
  readonly code?: string;
  readonly status?: number;
  readonly cause?: ErrorDescription;
  readonly stack?: string;
}

const MAX_DEPTH = 4;

/** The fields of an error that are ours to log: name, message, code, status, stack, causes. */
export function describeError(error: unknown, depth = 0): ErrorDescription {
  if (!isErrorLike(error)) return { name: typeof error, message: 'not an error' };
  const { code, status, cause, stack } = error as Error & Record<'code' | 'status', unknown>;
  return {
    name: error.name,
    message: error.message.slice(0, 300),
    ...(typeof code === 'string' && { code }),
    ...(typeof status === 'number' && { status }),
    ...(depth === 0 && typeof stack === 'string' && { stack: framesOf(stack) }),
    ...(cause !== undefined && depth < MAX_DEPTH && { cause: describeError(cause, depth + 1) }),
  };
}

// Not `instanceof`: errors of another realm (workers, vm contexts) are errors too.
function isErrorLike(value: unknown): value is Error {
  return (
    typeof value === 'object' &&
    value !== null &&
    'name' in value &&
    'message' in value &&
    typeof value.message === 'string'
  );
}

/** The call sites alone: a stack's first lines repeat the message, which may be long or odd. */
function framesOf(stack: string): string {
  return stack
    .split('\n')
    .filter((line) => /^\s+at /.test(line))
    .slice(0, 10)
    .join('\n');
}

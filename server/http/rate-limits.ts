import type { Request, RequestHandler } from 'express';
import { ipKeyGenerator, rateLimit, type Options } from 'express-rate-limit';
import { RedisStore } from 'rate-limit-redis';
import { TooManyRequests } from '../errors.ts';
import type { RedisConnection } from '../redis/connection.ts';

export interface RateLimits {
  /** Everything, in this process: cheap, and open when Redis is away. */
  readonly ordinary: RequestHandler;
  /** Sign-in and its callback, per address over all replicas: closed when Redis is away. */
  readonly signIn: RequestHandler;
  /** Forms, per session over all replicas: closed when Redis is away. */
  readonly forms: RequestHandler;
}

const MINUTE_MS = 60_000;

export function createRateLimits(redis: RedisConnection): RateLimits {
  return {
    ordinary: rateLimit({ ...common, limit: 1200, keyGenerator: byAddress }),
    signIn: rateLimit({
      ...common,
      limit: 240,
      keyGenerator: byAddress,
      store: inRedis(redis, 'rate:sign-in:'),
    }),
    forms: rateLimit({
      ...common,
      limit: 240,
      keyGenerator: (req) => req.sessionID ?? byAddress(req),
      skip: (req) => req.method !== 'POST',
      store: inRedis(redis, 'rate:forms:'),
    }),
  };
}

const common = {
  windowMs: MINUTE_MS,
  standardHeaders: 'draft-8',
  legacyHeaders: false,
  handler: (_req, res, next) => {
    next(new TooManyRequests(Number(res.getHeader('Retry-After') ?? 60)));
  },
} satisfies Partial<Options>;

/** An IPv6 network counts as one address. */
function byAddress(req: Request): string {
  return ipKeyGenerator(req.ip ?? '');
}

function inRedis(redis: RedisConnection, prefix: string): RedisStore {
  return new RedisStore({
    prefix,
    // ioredis types a raw command's reply as unknown; these commands answer with numbers and texts.
    sendCommand: async (command: string, ...args: string[]) =>
      (await redis.call(command, ...args)) as number | string | (number | string)[],
  });
}

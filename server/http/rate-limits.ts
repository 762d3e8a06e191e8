import type { Request, RequestHandler } from 'express';
import { ipKeyGenerator, rateLimit, type Options } from 'express-rate-limit';
import { RedisStore } from 'rate-limit-redis';
import { TooManyRequests } from '../errors.ts';
import type { RedisConnection } from '../redis/connection.ts';
import { hashSid, type SignedSidOf } from '../session/store.ts';

export interface RateLimits {
  /**
   * Everything, in this process: cheap, and open when Redis is away. Per session, so that one
   * person's storm leaves the colleagues behind the same address alone; strangers per address.
   */
  readonly ordinary: RequestHandler;
  /** Sign-in and its callback, per address over all replicas: closed when Redis is away. */
  readonly signIn: RequestHandler;
  /** Forms, per session over all replicas: closed when Redis is away. */
  readonly forms: RequestHandler;
  /** Whole lists as files, per session over all replicas: closed when Redis is away. */
  readonly exports: RequestHandler;
}

const MINUTE_MS = 60_000;

export function createRateLimits(redis: RedisConnection, signedSidOf: SignedSidOf): RateLimits {
  return {
    ordinary: rateLimit({
      ...common,
      limit: 1200,
      keyGenerator: (req) => signedSidOf(req) ?? byAddress(req),
    }),
    signIn: rateLimit({
      ...common,
      limit: 240,
      keyGenerator: byAddress,
      store: inRedis(redis, 'rate:sign-in:'),
    }),
    forms: rateLimit({
      ...common,
      limit: 240,
      keyGenerator: bySession,
      skip: (req) => req.method !== 'POST',
      store: inRedis(redis, 'rate:forms:'),
    }),
    exports: rateLimit({
      ...common,
      limit: 60,
      keyGenerator: bySession,
      skip: ({ query }) => query['format'] === undefined,
      store: inRedis(redis, 'rate:exports:'),
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

/** Whoever has no session is counted by address: an id that a request made up would be a new one each time. */
function bySession(req: Request): string {
  return req.session?.content === undefined ? byAddress(req) : hashSid(req.sessionID);
}

/**
 * The store's scripts are sent whole each time, like our own: a node of a cluster, or a Redis that has
 * restarted, need not have met them before.
 */
function inRedis(redis: RedisConnection, prefix: string): RedisStore {
  return new RedisStore({
    prefix,
    async sendCommand(command: string, ...args: string[]) {
      // SCRIPT LOAD <text>: the text stands for its own digest from now on.
      if (command === 'SCRIPT') return args[1] ?? '';
      const name = command === 'EVALSHA' ? 'EVAL' : command;
      // ioredis types a raw command's reply as unknown; these commands answer with numbers and texts.
      return (await redis.call(name, ...args)) as number | string | (number | string)[];
    },
  });
}

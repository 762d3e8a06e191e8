import { createHash } from 'node:crypto';
import { RedisStore } from 'connect-redis';
import { parseCookie } from 'cookie';
import { sign, unsign } from 'cookie-signature';
import session from 'express-session';
import type { Request, RequestHandler, Response } from 'express';
import type { Config } from '../config.ts';
import type { RedisConnection } from '../redis/connection.ts';
import { keys } from '../redis/keys.ts';
import { readSessionContent, type SessionContent } from './content.ts';

declare module 'express-session' {
  interface SessionData {
    content: SessionContent;
  }
}

/** A session's id never lies in Redis; its hash does. */
export function hashSid(sid: string): string {
  return createHash('sha256').update(sid).digest('base64url');
}

type Callback<Result extends unknown[] = []> = (error?: unknown, ...result: Result) => void;

/**
 * connect-redis, with the session id hashed in the key's name. It has no `touch`: express-session
 * would ask for it with every answer, and hold back the answer's last byte until it is done.
 */
class HashedRedisStore extends session.Store {
  readonly #redis: RedisStore;

  constructor(redis: RedisStore) {
    super();
    this.#redis = redis;
  }

  override get(sid: string, done: Callback<[data?: session.SessionData | null]>): void {
    void this.#redis.get(hashSid(sid), done);
  }

  override set(sid: string, data: session.SessionData, done?: Callback): void {
    void this.#redis.set(hashSid(sid), data, done);
  }

  override destroy(sid: string, done?: Callback): void {
    void this.#redis.destroy(hashSid(sid), done);
  }
}

/** Over https the name itself binds the cookie to this host, over http (loopback) it cannot. */
export function sessionCookieName(secure: boolean): string {
  return secure ? '__Host-Http-session' : 'session';
}

/** The session id that a request's cookie holds under a signature of ours; it may be long over. */
export type SignedSidOf = (req: Request) => string | null;

/** For what must be cheap and cannot be made up: no store is asked. */
export function createSignedSidOf({ secure, sessionSecrets }: Config): SignedSidOf {
  const name = sessionCookieName(secure);
  return ({ headers }) => {
    const signed = parseCookie(headers.cookie ?? '')[name];
    if (!signed?.startsWith(PREFIX)) return null;
    const known = sessionSecrets.map((secret) => unsign(signed.slice(PREFIX.length), secret));
    return known.find((sid) => sid !== false) ?? null;
  };
}

/**
 * express-session with a write-once record: written at sign-in, deleted at the end, never touched
 * between. Its lifetime in Redis is moved by `session/activity.ts`.
 */
export function createSessionMiddleware(config: Config, redis: RedisConnection): RequestHandler {
  return session({
    name: sessionCookieName(config.secure),
    secret: [...config.sessionSecrets],
    resave: false,
    saveUninitialized: false,
    rolling: false,
    store: new HashedRedisStore(
      new RedisStore({
        client: redis,
        prefix: keys.session(''),
        ttl: (data: session.SessionData) => secondsToLive(config, data),
      }),
    ),
    cookie: cookieOptions(config),
  });
}

/**
 * Signs a live session's cookie with the first secret when an older one signed it, so that the older
 * can go before the session ends: express-session signs once, at sign-in.
 */
export function createResignCookie(config: Config) {
  const name = sessionCookieName(config.secure);
  const [first = '', ...older] = config.sessionSecrets;

  return (req: Request, res: Response): void => {
    if (older.length === 0) return;
    const signed = parseCookie(req.headers.cookie ?? '')[name]?.slice(PREFIX.length) ?? '';
    if (older.every((secret) => unsign(signed, secret) !== req.sessionID)) return;
    res.cookie(name, PREFIX + sign(req.sessionID, first), cookieOptions(config));
  };
}

/** What express-session puts before a signed value. */
const PREFIX = 's:';

function cookieOptions({ secure }: Config) {
  return { path: '/', httpOnly: true, sameSite: 'strict', secure } as const;
}

function secondsToLive(config: Config, data: session.SessionData): number {
  const content = readSessionContent(data.content);
  const leftMs = content === null ? 0 : content.absoluteEnd - Date.now();
  return Math.ceil(Math.min(config.sessions.idleMs, leftMs) / 1000);
}

import { parseCookie } from 'cookie';
import type { Request, Response } from 'express';

export type Cookies = ReturnType<typeof createCookies>;

export interface CookieLife {
  readonly maxAgeSeconds?: number;
  readonly sameSite: 'lax' | 'strict';
}

/** Cookies other than the session's. Over https their names bind them to this host. */
export function createCookies(secure: boolean) {
  const prefix = secure ? '__Host-' : '';

  return {
    read(req: Request, name: string): string | undefined {
      return parse(req)[prefix + name];
    },

    /** Names, without the prefix, that begin with `start`, in the order the browser sent them. */
    namesLike(req: Request, start: string): readonly string[] {
      return Object.keys(parse(req))
        .filter((name) => name.startsWith(prefix + start))
        .map((name) => name.slice(prefix.length));
    },

    set(res: Response, cookie: { name: string; value: string }, life: CookieLife): void {
      res.cookie(prefix + cookie.name, cookie.value, {
        path: '/',
        httpOnly: true,
        secure,
        sameSite: life.sameSite,
        ...(life.maxAgeSeconds !== undefined && { maxAge: life.maxAgeSeconds * 1000 }),
      });
    },

    clear(res: Response, name: string): void {
      res.cookie(prefix + name, '', { path: '/', httpOnly: true, secure, maxAge: 0 });
    },
  };
}

function parse(req: Request): Record<string, string | undefined> {
  return parseCookie(req.headers.cookie ?? '');
}

import { sign, unsign } from 'cookie-signature';
import type { Request, Response } from 'express';
import { isFlashCode, type FlashCode } from '../../views/components/flash.ts';
import type { Cookies } from './cookies.ts';

export type Flash = ReturnType<typeof createFlash>;

const NAME = 'flash';

/** One sentence for the next page: an enumerated code in a signed cookie that is read once. */
export function createFlash(cookies: Cookies, secrets: readonly string[]) {
  const keys = secrets.map((secret) => `flash|${secret}`);

  return {
    put(res: Response, code: FlashCode): void {
      const value = sign(code, keys[0] ?? '');
      cookies.set(res, { name: NAME, value }, { sameSite: 'lax', maxAgeSeconds: 60 });
    },

    take(req: Request, res: Response): FlashCode | undefined {
      const value = cookies.read(req, NAME);
      if (value === undefined) return undefined;
      cookies.clear(res, NAME);
      const codes = keys.map((key) => unsign(value, key));
      return codes.find(isFlashCode);
    },
  };
}

import type { Request, Response } from 'express';
import type { Chrome } from '../../views/layout.ts';
import { paths } from '../paths.ts';
import type { Visitor } from '../session/visitor.ts';
import type { FormProofs } from '../session/proof.ts';
import type { Cookies } from './cookies.ts';
import { visitorIn } from './current-visitor.ts';
import type { Flash } from './flash.ts';
import { referenceOf, shownAddressOf } from './request-context.ts';

export interface ChromeDeps {
  readonly cookies: Cookies;
  readonly flash: Flash;
  readonly proofs: FormProofs;
  readonly assetVersion: string;
}

export type ChromeOf = (req: Request, res: Response) => Chrome;

export const THEME_COOKIE = 'theme';
const themes = ['light', 'dark', 'system'] as const;
export type Theme = (typeof themes)[number];

/** People are told this long before their session ends for good. */
const WARN_MS = 10 * 60_000;

/** What every page needs around its content. Takes the flash: call it once an answer. */
export function createChromeOf(deps: ChromeDeps): ChromeOf {
  const plainChromeOf = createPlainChromeOf(deps);
  return (req, res) => ({ ...plainChromeOf(req, res), flash: deps.flash.take(req, res) });
}

/** The same without the flash, for what went wrong: no cookie changes then, and the news can wait. */
export function createPlainChromeOf({
  cookies,
  proofs,
  assetVersion,
}: Omit<ChromeDeps, 'flash'>): ChromeOf {
  return (req, res) => {
    const visitor = visitorIn(res);
    const theme = cookies.read(req, THEME_COOKIE);
    return {
      theme: isTheme(theme) ? theme : 'system',
      path: shownAddressOf(req),
      assetVersion,
      reference: referenceOf(req),
      ...(visitor !== null && {
        user: { username: visitor.username, role: visitor.role },
        endsAt: endOf(visitor),
        proofs: {
          signOut: proofs.make(visitor, paths.signOut.pattern),
          theme: proofs.make(visitor, paths.theme.pattern),
        },
      }),
    };
  };
}

/** A session's last end, once it is near enough to be told. */
function endOf({ absoluteEnd }: Visitor): string | undefined {
  const isNear = absoluteEnd - Date.now() <= WARN_MS;
  return isNear ? new Date(absoluteEnd).toISOString() : undefined;
}

export function isTheme(value: unknown): value is Theme {
  return themes.some((theme) => theme === value);
}

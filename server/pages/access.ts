import { Router } from 'express';
import { aboutAccessPage } from '../../views/about-access.ts';
import type { AccessRow } from '../../views/welcome.ts';
import { sendPage } from '../http/answer.ts';
import { paths } from '../paths.ts';
import type { PageDeps } from './page-deps.ts';

/** `/about-access`: what the portal asks Linode for, why, and what does not work without it. */
export function accessPages({ guards, chromeOf, config }: PageDeps): Router {
  const router = Router();
  router.get(
    paths.aboutAccess.pattern,
    guards.anyone((req, res, visitor) => {
      const rows = accessRows([
        ...config.linode.scopes,
        'linodes:read_write',
        'account:read_write',
      ]);
      const signInHref = visitor === null ? paths.signIn.to({}) : undefined;
      sendPage(res, aboutAccessPage(chromeOf(req, res), { rows, signInHref }));
    }),
  );
  return router;
}

export function accessRows(scopes: readonly string[]): AccessRow[] {
  return [...new Set(scopes)].map((scope) => ({ scope, ...(reasons[scope] ?? unknownReason) }));
}

const unknownReason = {
  words: 'As named',
  why: 'Those who run this portal ask for it.',
  without: 'What depends on it is not shown.',
};

const reasons: Readonly<Record<string, Omit<AccessRow, 'scope'>>> = {
  'account:read_only': {
    words: 'Read your account and profile',
    why: 'To know which company account you belong to, whose SSH keys can be chosen, and which access tokens exist. Names and scopes of your tokens are recorded for your administrators; the tokens themselves are never seen.',
    without: 'You may not be let in, and SSH keys cannot be chosen.',
  },
  'linodes:read_only': {
    words: 'Read your Linodes',
    why: 'To list them, and to show the state of each.',
    without: 'The list of Linodes stays empty.',
  },
  'images:read_only': {
    words: 'Read your images',
    why: 'To offer your own images beside Linode’s when you create a Linode.',
    without: 'No image can be chosen.',
  },
  'events:read_only': {
    words: 'Read your account’s events',
    why: 'To show progress while a Linode is made, and what happened to it.',
    without: 'Progress shows as words without a percentage.',
  },
  'account:read_write': {
    words: 'Change your account and profile',
    why: 'Asked for only when you create, rename or revoke a personal access token, or revoke an app. Linode has no narrower access for that; it covers billing and users too, which Quayside does not touch.',
    without: 'Your tokens and apps are listed, and changed at Linode alone.',
  },
  'linodes:read_write': {
    words: 'Create and change Linodes',
    why: 'Asked for only when you create, power on, power off or reboot one.',
    without: 'You can look at everything and change nothing.',
  },
};

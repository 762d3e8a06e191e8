import { html, type SafeHtml } from '@remix-run/html-template';
import { paths } from '../server/paths.ts';
import { flash, type FlashCode } from './components/flash.ts';
import { footer } from './components/footer.ts';
import { endsSoon } from './components/ends-soon.ts';
import { topBar } from './components/top-bar.ts';

export interface Chrome {
  readonly user?: { readonly username: string; readonly role: 'member' | 'admin' } | undefined;
  /** The places are shown although nobody is known to be signed in: an error may hide who asks. */
  readonly places?: boolean | undefined;
  readonly theme: 'light' | 'dark' | 'system';
  /** Path (and query) of this request: marks the current place, and the theme form returns to it. */
  readonly path: string;
  readonly proofs?: { readonly signOut: string; readonly theme: string } | undefined;
  /** When the session ends for good, if that is near. */
  readonly endsAt?: string | undefined;
  readonly assetVersion: string;
  readonly reference: string;
  readonly flash?: FlashCode | undefined;
}

export interface Page {
  readonly title: string;
  /** File names of islands in views/assets. */
  readonly scripts?: readonly string[] | undefined;
  /** Reloads the page when scripts are off; only ever what the visitor chose. */
  readonly refreshSeconds?: number | undefined;
}

/** A whole page: head, bar, what happened just now, content, footer. */
export function layout(chrome: Chrome, page: Page, content: SafeHtml): SafeHtml {
  return html`<!doctype html>
    <html lang="en" ${themeAttribute(chrome.theme)}>
      ${head(chrome, page)}
      <body>
        <a class="skip-link" href="#main">Skip to main content</a>
        ${topBar(chrome)}
        <main id="main" tabindex="-1">
          <div class="container-xl">${endsSoon(chrome)} ${flash(chrome.flash)} ${content}</div>
        </main>
        ${footer(chrome)}
      </body>
    </html>`;
}

function head(chrome: Chrome, page: Page): SafeHtml {
  const asset = (file: string) => paths.assets.to({ version: chrome.assetVersion, file });
  return html`<head>
    <meta charset="utf-8" />
    <meta name="viewport" content="width=device-width, initial-scale=1" />
    <meta name="color-scheme" content="${colorScheme(chrome.theme)}" />
    <title>${shortened(page.title)} · Quayside</title>
    <link rel="icon" href="${asset('favicon.svg')}" type="image/svg+xml" />
    <link rel="stylesheet" href="${asset('bootstrap.min.css')}" />
    <link rel="stylesheet" href="${asset('quayside.css')}" />
    ${(page.scripts ?? []).map((file) => html`<script type="module" src="${asset(file)}"></script>`)}
    ${page.refreshSeconds ? chosenRefresh(page.refreshSeconds) : ''}
  </head>`;
}

// Inside noscript it is inert with scripts on, where the live island does better.
function chosenRefresh(seconds: number): SafeHtml {
  return html`<noscript><meta http-equiv="refresh" content="${seconds}" /></noscript>`;
}

// Without the attribute the stylesheet follows the system's preference by itself.
function themeAttribute(theme: Chrome['theme']): SafeHtml | undefined {
  return theme === 'system' ? undefined : html`data-bs-theme="${theme}"`;
}

function colorScheme(theme: Chrome['theme']): string {
  return theme === 'system' ? 'light dark' : theme;
}

// A tab shows about this much; a label may be far longer.
function shortened(title: string): string {
  return title.length > 56 ? `${title.slice(0, 55)}…` : title;
}

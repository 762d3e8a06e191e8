import { html, type SafeHtml } from '@remix-run/html-template';
import { paths } from '../../server/paths.ts';
import type { Chrome } from '../layout.ts';
import { proofField } from './proof-field.ts';

const places = [
  { text: 'Linodes', href: paths.linodes.to({}) },
  { text: 'Create', href: paths.createLinode.to({}) },
  { text: 'Resources', href: paths.browse.to({}) },
  { text: 'Requests', href: paths.requests.to({}) },
  { text: 'My access', href: paths.me.to({}) },
] as const;

const adminPlaces = [...places, { text: 'Audit', href: paths.audit.to({}) }] as const;

/** The bar on every page: brand, places, who is signed in, and the way out. */
export function topBar(chrome: Chrome): SafeHtml {
  const logo = paths.assets.to({ version: chrome.assetVersion, file: 'favicon.svg' });
  return html`<header class="top-bar">
    <div class="container-xl top-bar-row">
      <a class="brand" href="${paths.home.to({})}">
        <img src="${logo}" alt="" width="26" height="26" /> Quayside
      </a>
      ${placesNav(chrome)} ${userMenu(chrome)}
    </div>
  </header>`;
}

function placesNav({ user, path, ...chrome }: Chrome): SafeHtml | undefined {
  if (!user && !chrome.places) return undefined;
  const shown = user?.role === 'admin' ? adminPlaces : places;
  const current = placeOf(shown, path);
  const items = shown.map(
    ({ text, href }) =>
      html`<li>
        <a href="${href}" ${href === current ? ariaCurrent(path, href) : ''}>${text}</a>
      </li>`,
  );
  return html`<nav class="places" aria-label="Main">
    <ul>
      ${items}
    </ul>
  </nav>`;
}

// The longest place that begins the path: /linodes/create is Create, /linodes/7 is Linodes.
function placeOf(shown: readonly { readonly href: string }[], path: string): string | undefined {
  const within = shown.filter(({ href }) => `${pathOnly(path)}/`.startsWith(`${href}/`));
  return within.sort((a, b) => b.href.length - a.href.length)[0]?.href;
}

function ariaCurrent(path: string, href: string): SafeHtml {
  return pathOnly(path) === href ? html`aria-current="page"` : html`aria-current="true"`;
}

function pathOnly(path: string): string {
  return path.split('?', 1)[0] ?? path;
}

function userMenu({ user, proofs }: Chrome): SafeHtml | undefined {
  if (!user) return undefined;
  return html`<div class="user-menu">
    <span class="user-name"
      ><bdi>${user.username}</bdi> <span class="role">${user.role}</span></span
    >
    <form method="post" action="${paths.signOut.to({})}">
      ${proofField(proofs?.signOut)}
      <button type="submit" class="btn btn-sm btn-bar">Sign out</button>
    </form>
  </div>`;
}

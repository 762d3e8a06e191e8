import { html, type SafeHtml } from '@remix-run/html-template';
import { paths } from '../../server/paths.ts';

const places = {
  overview: { text: 'Overview', href: paths.audit.to({}) },
  tokens: { text: 'Tokens', href: paths.auditTokens.to({}) },
  people: { text: 'People', href: paths.auditUsers.to({}) },
  apps: { text: 'Apps', href: paths.auditApps.to({}) },
  clients: { text: 'OAuth clients', href: paths.auditClients.to({}) },
  logins: { text: 'Logins', href: paths.auditLogins.to({}) },
  log: { text: 'Log', href: paths.auditLog.to({}) },
  lookup: { text: 'Whose token', href: paths.auditLookup.to({}) },
  policy: { text: 'Policy', href: paths.auditPolicy.to({}) },
} as const;

export type AuditPlace = keyof typeof places;

interface Here {
  readonly place: AuditPlace;
  /** Path (and query) of this request: tells a place from a page within it. */
  readonly path: string;
}

/** The second row of navigation: the places of the audit. */
export function auditNav(here: Here): SafeHtml {
  return html`<nav class="audit-nav" aria-label="Audit">
    <ul>
      ${Object.entries(places).map(
        ([name, { text, href }]) =>
          html`<li>
            <a href="${href}" ${name === here.place ? ariaCurrent(here.path, href) : ''}>${text}</a>
          </li>`,
      )}
    </ul>
  </nav>`;
}

function ariaCurrent(path: string, href: string): SafeHtml {
  const isPage = path.split('?', 1)[0] === href;
  return isPage ? html`aria-current="page"` : html`aria-current="true"`;
}

import { html, type SafeHtml } from '@remix-run/html-template';
import { paths } from '../../server/paths.ts';
import { thousands } from './audit-amount.ts';
import type { AuditKind } from './audit-kind.ts';

export interface AuditCounts {
  readonly sessions: number;
  readonly pats: number;
  readonly apps: number;
  readonly events: number;
  /** Null: they could not be listed. */
  readonly clients: number | null;
}

/** How many there are of each kind, each leading to its list. */
export function auditCounts(counts: AuditCounts): SafeHtml {
  const { sessions, pats, apps, events, clients } = counts;
  return html`<ul class="counts">
    ${item(tokensHref('pat'), pats, ['personal access token', 'personal access tokens'])}
    ${item(tokensHref('app'), apps, ['authorised app', 'authorised apps'])}
    ${item(tokensHref('session'), sessions, ['portal session', 'portal sessions'])}
    ${item(tokensHref('event'), events, ['known only from events', 'known only from events'])}
    ${item(paths.auditClients.to({}), clients, ['OAuth client', 'OAuth clients'])}
  </ul>`;
}

function tokensHref(kind: AuditKind): string {
  return paths.auditTokens.to({}, { kind });
}

type Words = readonly [one: string, many: string];

function item(href: string, count: number | null, [one, many]: Words): SafeHtml {
  if (count === null) return html`<li><a href="${href}">${many}</a> not reported by Linode</li>`;
  return html`<li>
    <b>${thousands(count)}</b> <a href="${href}">${count === 1 ? one : many}</a>
  </li>`;
}

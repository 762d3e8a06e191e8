import { html, type SafeHtml } from '@remix-run/html-template';
import { paths } from '../server/paths.ts';
import { createLink } from './components/create-link.ts';
import { problem } from './components/problem.ts';
import { requestTable } from './components/request-table.ts';
import { accessWarning, type SessionAccess } from './components/session-access.ts';
import { searchBox } from './components/search-box.ts';
import { statusTag } from './components/status.ts';
import { wishList, type WishRow } from './components/wish-list.ts';
import { layout, type Chrome } from './layout.ts';
import type { RequestRow } from './live.ts';

export interface HomeProps {
  readonly access: SessionAccess;
  readonly linodes: LinodeCounts | { readonly problem: string };
  /** The newest first. */
  readonly requests: readonly RequestRow[];
  readonly createRefusal?: string | undefined;
  /** What administrators ask this person to end. */
  readonly wishes?: readonly WishRow[] | undefined;
}

interface LinodeCounts {
  readonly counts: readonly { readonly status: string; readonly count: number }[];
  readonly total: number;
}

export function homePage(chrome: Chrome, props: HomeProps): SafeHtml {
  return layout(
    chrome,
    { title: 'Home' },
    html`<div class="page-head">
        <h1>Home</h1>
        ${createLink(props.createRefusal)}
      </div>
      ${searchBox('')} ${accessWarning(props.access)} ${wishList(props.wishes ?? [])}
      <section aria-labelledby="linodes-title">
        <h2 id="linodes-title">Linodes</h2>
        ${linodes(props.linodes)}
      </section>
      <section aria-labelledby="requests-title">
        <h2 id="requests-title">Requests</h2>
        ${requests(props.requests)}
      </section>
      <section aria-labelledby="scaleway-title">
        <h2 id="scaleway-title">Scaleway</h2>
        <p><a href="${paths.scaleway.to({})}">Show my Scaleway servers</a></p>
      </section>`,
  );
}

function linodes(shown: HomeProps['linodes']): SafeHtml {
  if ('problem' in shown) {
    const tryAgain = paths.home.to({});
    return problem({ title: 'The Linodes cannot be shown', text: shown.problem, tryAgain });
  }
  if (shown.total === 0) return html`<p>You have no Linodes yet.</p>`;
  return html`<ul class="counts">
      ${shown.counts.map(
        ({ status, count }) =>
          html`<li>
            <b>${count}</b> <a href="${paths.linodes.to({}, { status })}">${statusTag(status)}</a>
          </li>`,
      )}
    </ul>
    ${countedNote(shown)}
    <p><a href="${paths.linodes.to({})}">${allLinodes(shown.total)}</a></p>`;
}

function countedNote({ counts, total }: LinodeCounts): SafeHtml | undefined {
  const counted = counts.reduce((sum, { count }) => sum + count, 0);
  if (counted >= total) return undefined;
  return html`<p class="note">Counted among the first ${counted} of ${total}.</p>`;
}

function allLinodes(total: number): string {
  return total === 1 ? 'Show the 1 Linode' : `Show all ${total} Linodes`;
}

function requests(rows: readonly RequestRow[]): SafeHtml {
  if (rows.length === 0) return html`<p>No Linode has been requested here yet.</p>`;
  return html`${requestTable('The newest requests', rows)}
    <p><a href="${paths.requests.to({})}">Show all requests</a></p>`;
}

import { html, type SafeHtml } from '@remix-run/html-template';
import { searchBox } from './components/search-box.ts';
import { layout, type Chrome } from './layout.ts';

export interface BrowseIndexProps {
  readonly groups: readonly {
    readonly title: string;
    readonly lists: readonly IndexEntry[];
  }[];
}

interface IndexEntry {
  readonly title: string;
  readonly about: string;
  readonly href: string;
  /** The scope that the session lacks for it. */
  readonly lacks?: string | undefined;
}

/** What there is to look at, in groups. */
export function browseIndexPage(chrome: Chrome, { groups }: BrowseIndexProps): SafeHtml {
  return layout(
    chrome,
    { title: 'Resources' },
    html`<h1>Resources</h1>
      <p class="prose">
        Every list that Linode keeps for you, with filters, and to take along as CSV, JSON or curl.
      </p>
      ${searchBox('')} ${groups.map(group)}`,
  );
}

function group({ title, lists }: BrowseIndexProps['groups'][number]): SafeHtml {
  return html`<section>
    <h2>${title}</h2>
    <dl class="index">${lists.map(entry)}</dl>
  </section>`;
}

function entry({ title, about, href, lacks }: IndexEntry): SafeHtml {
  return html`<div>
    <dt><a href="${href}">${title}</a></dt>
    <dd>${about}${lacks ? html` <span class="note">Needs ${lacks}.</span>` : ''}</dd>
  </div>`;
}

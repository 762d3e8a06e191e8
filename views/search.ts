import { html, type SafeHtml } from '@remix-run/html-template';
import { paths } from '../server/paths.ts';
import { backLink } from './components/back-link.ts';
import { browseTable, type BrowseList } from './components/browse-table.ts';
import { exportLinks } from './components/export-links.ts';
import { searchBox } from './components/search-box.ts';
import { layout, type Chrome } from './layout.ts';

export interface SearchProps {
  readonly q: string;
  /** Each stands alone; empty until something is searched for. */
  readonly panels: readonly SearchPanel[];
}

export interface SearchPanel {
  readonly name: string;
  readonly title: string;
  readonly list?: BrowseList | undefined;
  /** Where all of them are, when these are not. */
  readonly allHref?: string | undefined;
  readonly problem?:
    | { readonly text: string; readonly link: { readonly href: string; readonly text: string } }
    | undefined;
}

export function searchPage(chrome: Chrome, { q, panels }: SearchProps): SafeHtml {
  const found = panels.reduce((sum, { list }) => sum + (list?.total ?? 0), 0);
  return layout(
    chrome,
    { title: q === '' ? 'Search' : `Search: ${q}` },
    html`${backLink(paths.browse.to({}), 'Resources')}
      <h1>Search</h1>
      ${searchBox(q)} ${q === '' ? '' : html`<p role="status">${found} found</p>`}
      ${panels.map(panel)} ${found > 0 ? files(q) : ''}`,
  );
}

function files(q: string): SafeHtml {
  const file = (format: string) => paths.search.to({}, { q, format });
  return exportLinks({ csv: file('csv'), json: file('json'), what: 'what was found' });
}

function panel({ name, title, list, allHref, problem }: SearchPanel): SafeHtml {
  return html`<section aria-labelledby="${name}-title">
    <h2 id="${name}-title">${title}</h2>
    ${problem ? trouble(problem) : ''} ${list ? results(list, name) : ''}
    ${allHref ? html`<p><a href="${allHref}">All ${list?.total} ${list?.many}</a></p>` : ''}
  </section>`;
}

function results(list: BrowseList, name: string): SafeHtml {
  return list.rows.length === 0
    ? html`<p class="nothing">No ${list.one} fits.</p>`
    : browseTable(list, name);
}

function trouble({ text, link }: NonNullable<SearchPanel['problem']>): SafeHtml {
  return html`<p>${text} <a href="${link.href}">${link.text}</a></p>`;
}

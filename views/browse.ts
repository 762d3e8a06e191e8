import { html, type SafeHtml } from '@remix-run/html-template';
import { backLink } from './components/back-link.ts';
import { browseExport, type BrowseExport } from './components/browse-export.ts';
import { browseFilter, type BrowseFilter } from './components/browse-filter.ts';
import { browseHref } from './components/browse-href.ts';
import { browseTable, type BrowseList } from './components/browse-table.ts';
import { errorSummary, formTitle, type FormErrors } from './components/error-summary.ts';
import { pagination } from './components/pagination.ts';
import { layout, type Chrome } from './layout.ts';

export interface BrowseProps {
  readonly title: string;
  readonly about: string;
  readonly back: { readonly href: string; readonly text: string };
  /** How old a shared list is, what the portal did by itself, what is missing. */
  readonly notes: readonly BrowseNote[];
  /** Absent when the session's access does not reach as far as the list. */
  readonly filter?: BrowseFilter | undefined;
  readonly errors: FormErrors;
  readonly list?: BrowseList | undefined;
  readonly problem?: BrowseProblem | undefined;
  readonly exports?: BrowseExport | undefined;
}

export interface BrowseNote {
  readonly text: string;
  readonly link?: { readonly href: string; readonly text: string } | undefined;
}

export interface BrowseProblem {
  readonly title: string;
  readonly text: string;
  readonly link: { readonly href: string; readonly text: string };
}

/** Any of Linode's lists. */
export function browsePage(chrome: Chrome, props: BrowseProps): SafeHtml {
  const { title, about, back, notes, filter, errors, problem, list, exports } = props;
  return layout(
    chrome,
    { title: formTitle(titleOf(title, list), errors), scripts: ['copy.js', 'focus-errors.js'] },
    html`${errorSummary(errors)} ${backLink(back.href, back.text)}
      <h1><bdi>${title}</bdi></h1>
      <p>${about}</p>
      ${filter === undefined ? '' : browseFilter(filter, errors)} ${notes.map(note)}
      ${problem === undefined ? '' : problemBox(problem)}
      ${list === undefined ? '' : listOrEmpty(list, filter)}
      ${exports === undefined ? '' : browseExport(exports)}`,
  );
}

function titleOf(title: string, list: BrowseList | undefined): string {
  if (list === undefined || list.pages <= 1) return title;
  return `${title}, page ${list.page} of ${list.pages}`;
}

function note({ text, link }: BrowseNote): SafeHtml {
  return html`<p class="note">
    ${text} ${link ? html`<a href="${link.href}">${link.text}</a>` : ''}
  </p>`;
}

function problemBox({ title, text, link }: BrowseProblem): SafeHtml {
  return html`<div class="alert alert-warning">
    <p class="alert-title">${title}</p>
    <p>${text}</p>
    <p><a class="alert-link" href="${link.href}">${link.text}</a></p>
  </div>`;
}

function listOrEmpty(list: BrowseList, filter: BrowseFilter | undefined): SafeHtml {
  if (list.rows.length === 0) return empty(list, filter);
  const address = filter?.address;
  const href = (page: number) =>
    address === undefined ? '' : browseHref(address, { page: page > 1 ? page : undefined });
  return html`${browseTable(list)} ${pagination({ page: list.page, pages: list.pages, href })}`;
}

function empty({ one, many }: BrowseList, filter: BrowseFilter | undefined): SafeHtml {
  if (filter?.filtered) {
    return html`<div class="empty">
      <p class="lead">None match.</p>
      <p>No ${one} fits these filters.</p>
    </div>`;
  }
  return html`<div class="empty"><p class="lead">There are no ${many} here.</p></div>`;
}

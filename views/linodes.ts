import { html, type SafeHtml } from '@remix-run/html-template';
import { paths } from '../server/paths.ts';
import { createLink } from './components/create-link.ts';
import { linodeFilter } from './components/linode-filter.ts';
import { linodesHref, type LinodesQuery } from './components/linodes-href.ts';
import { linodeTable, type LinodeRow } from './components/linode-table.ts';
import { pagination } from './components/pagination.ts';
import { problem } from './components/problem.ts';
import type { Option } from './components/select.ts';
import { layout, type Chrome } from './layout.ts';

export type { LinodesQuery } from './components/linodes-href.ts';
export type { LinodeRow } from './components/linode-table.ts';

export interface LinodesProps {
  readonly list: LinodeList | { readonly problem: string };
  readonly query: LinodesQuery;
  readonly regions: readonly Option[];
  /** Some filter is set: an empty list then means "none match". */
  readonly filtered: boolean;
  /** Why this person cannot create a Linode. */
  readonly createRefusal?: string | undefined;
  /** What the portal did by itself for it, and what it takes along. */
  readonly notes: readonly string[];
  /** The same list with every filter that there is. */
  readonly more?: string | undefined;
}

export interface LinodeList {
  readonly rows: readonly LinodeRow[];
  readonly total: number;
  readonly page: number;
  readonly pages: number;
}

export function linodesPage(chrome: Chrome, props: LinodesProps): SafeHtml {
  const { list, query, regions, filtered, createRefusal } = props;
  const none = !('problem' in list) && list.rows.length === 0 && !filtered;
  return layout(
    chrome,
    { title: titleOf(list) },
    html`<div class="page-head">
        <h1>Linodes</h1>
        ${none ? '' : createLink(createRefusal)}
      </div>
      ${none ? '' : linodeFilter({ query, regions, filtered })}
      ${props.notes.map((text) => html`<p class="note">${text}</p>`)}
      ${'problem' in list ? listProblem(list.problem, query) : listOrEmpty(list, props)}`,
  );
}

function titleOf(list: LinodesProps['list']): string {
  if ('problem' in list || list.pages <= 1) return 'Linodes';
  return `Linodes, page ${list.page} of ${list.pages}`;
}

function listProblem(text: string, query: LinodesQuery): SafeHtml {
  const tryAgain = linodesHref(query, {});
  return problem({ title: 'The Linodes cannot be shown', text, tryAgain });
}

function listOrEmpty(list: LinodeList, props: LinodesProps): SafeHtml {
  if (list.rows.length > 0) {
    const href = (page: number) => linodesHref(props.query, { page });
    return html`${linodeTable(list, props.query)}
    ${pagination({ page: list.page, pages: list.pages, href })} ${takeAlong(props)}`;
  }
  if (props.filtered) return noneMatch();
  return html`<div class="empty">
    <p class="lead">You have no Linodes yet.</p>
    <p>A Linode is a virtual machine in a region of your choice. One takes about a minute.</p>
    ${createLink(props.createRefusal)}
  </div>`;
}

function takeAlong({ query, more }: LinodesProps): SafeHtml | undefined {
  if (!more) return undefined;
  const file = (format: string) => paths.linodes.to({}, { ...query, page: undefined, format });
  return html`<p class="exports">
    All of this list as <a href="${file('csv')}" download>CSV</a> or
    <a href="${file('json')}" download>JSON</a> · <a href="${more}">More filters, and curl</a>
  </p>`;
}

function noneMatch(): SafeHtml {
  return html`<div class="empty">
    <p class="lead">None match.</p>
    <p>No Linode passes all these filters.</p>
  </div>`;
}

import { html, type SafeHtml } from '@remix-run/html-template';
import { paths } from '../server/paths.ts';
import { exportLinks } from './components/export-links.ts';
import { commandList, type Command } from './components/command-list.ts';
import { pagination } from './components/pagination.ts';
import { problem } from './components/problem.ts';
import { scalewayFilter } from './components/scaleway-filter.ts';
import { scalewayExport, scalewayHref, type ScalewayQuery } from './components/scaleway-href.ts';
import { scalewayKey, type ScalewayKey } from './components/scaleway-key.ts';
import { scalewayTable, type ScalewayRow } from './components/scaleway-table.ts';
import type { Option } from './components/select.ts';
import { layout, type Chrome } from './layout.ts';

export type { ScalewayQuery } from './components/scaleway-href.ts';
export type { ScalewayRow } from './components/scaleway-table.ts';

export interface ScalewayServersProps {
  readonly list: ScalewayList | { readonly problem: string };
  readonly query: ScalewayQuery;
  readonly zones: readonly string[];
  readonly states: readonly Option[];
  /** Some filter is set: an empty list then means "none match". */
  readonly filtered: boolean;
  readonly key: ScalewayKey;
  /** The same question as curl; never with the key. */
  readonly commands: readonly Command[];
}

export interface ScalewayList {
  readonly rows: readonly ScalewayRow[];
  readonly total: number;
  readonly page: number;
  readonly pages: number;
  /** The zones that are not in the list, each with its reason: "fr-par-2 did not answer". */
  readonly missing: readonly string[];
}

export function scalewayServersPage(chrome: Chrome, props: ScalewayServersProps): SafeHtml {
  const { list, query, key, commands } = props;
  return layout(
    chrome,
    { title: titleOf(list), scripts: ['copy.js'] },
    html`<h1>Scaleway servers</h1>
      ${scalewayFilter(props)}
      ${
        'problem' in list
          ? problem({
              title: 'The servers cannot be shown',
              text: list.problem,
              tryAgain: scalewayHref(query, {}),
            })
          : servers(list, props)
      }
      ${commandList(commands)}
      <section aria-labelledby="key-title">
        <h2 id="key-title">Your key</h2>
        ${scalewayKey(key)}
        <p class="note">
          Disconnecting forgets it here at once. Delete it at Scaleway if nothing else uses it.
        </p>
      </section>`,
  );
}

function titleOf(list: ScalewayServersProps['list']): string {
  if ('problem' in list || list.pages <= 1) return 'Scaleway servers';
  return `Scaleway servers, page ${list.page} of ${list.pages}`;
}

function servers(list: ScalewayList, { query, filtered }: ScalewayServersProps): SafeHtml {
  if (list.rows.length === 0) return html`${missing(list.missing)} ${empty(filtered)}`;
  const href = (page: number) => scalewayHref(query, { page });
  const csv = scalewayExport(query, 'csv');
  const json = scalewayExport(query, 'json');
  return html`${missing(list.missing)} ${scalewayTable(list, query)}
  ${pagination({ page: list.page, pages: list.pages, href })}
  ${exportLinks({ csv, json, what: 'this list' })}`;
}

function missing(reasons: readonly string[]): SafeHtml | string {
  if (reasons.length === 0) return '';
  return html`<div class="alert alert-warning">
    <p class="alert-title">This list is not complete</p>
    ${reasons.map((reason) => html`<p>${reason}. Its servers are missing below.</p>`)}
  </div>`;
}

function empty(filtered: boolean): SafeHtml {
  if (filtered) {
    return html`<div class="empty">
      <p class="lead">None match.</p>
      <p>
        No server passes all these filters.
        <a href="${paths.scaleway.to({})}">Clear filters</a>
      </p>
    </div>`;
  }
  return html`<div class="empty">
    <p class="lead">Your key sees no servers at Scaleway.</p>
    <p>A key shows what its owner may see in its project or organisation.</p>
  </div>`;
}

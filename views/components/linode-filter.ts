import { html, type SafeHtml } from '@remix-run/html-template';
import { paths } from '../../server/paths.ts';
import type { LinodesQuery } from './linodes-href.ts';
import { option, type Option } from './select.ts';
import { knownStatuses } from './status.ts';

interface LinodeFilter {
  readonly query: LinodesQuery;
  readonly regions: readonly Option[];
  readonly filtered: boolean;
}

const sizes = ['25', '50', '100'] as const;

/** A plain GET form: the URL is the state. Sort goes along, the page begins anew. */
export function linodeFilter({ query, regions, filtered }: LinodeFilter): SafeHtml {
  return html`<form class="filter" method="get" action="${paths.linodes.to({})}" role="search">
    <input type="hidden" name="sort" value="${query.sort}" />
    <input type="hidden" name="order" value="${query.order}" />
    ${textFilter('label', 'Label', query.label)}
    ${selectFilter('region', 'Region', regionOptions(regions, query.region))}
    ${textFilter('tag', 'Tag', query.tag)} ${textFilter('ip', 'IP address', query.ip)}
    ${selectFilter('status', 'Status', statusOptions(query.status))}
    ${selectFilter('size', 'Rows', html`${sizes.map((n) => sizeOption(n, query.size))}`)}
    <div class="filter-buttons">
      <button type="submit" class="btn btn-outline-primary btn-sm">Apply filters</button>
      ${filtered ? html`<a href="${paths.linodes.to({})}">Clear filters</a>` : ''}
    </div>
  </form>`;
}

function textFilter(name: string, label: string, value: string): SafeHtml {
  return html`<div>
    <label for="${name}">${label}</label>
    <input
      class="form-control form-control-sm"
      id="${name}"
      name="${name}"
      value="${value}"
      type="text"
      autocomplete="off"
      spellcheck="false"
    />
  </div>`;
}

function selectFilter(name: string, label: string, options: SafeHtml): SafeHtml {
  return html`<div>
    <label for="${name}">${label}</label>
    <select class="form-select form-select-sm" id="${name}" name="${name}">
      ${options}
    </select>
  </div>`;
}

function regionOptions(regions: readonly Option[], chosen: string): SafeHtml {
  return html`<option value="">All regions</option>
    ${regions.map((one) => option(one, chosen))}`;
}

function statusOptions(chosen: string): SafeHtml {
  return html`<option value="">Any status</option>
    ${knownStatuses.map((one) => option(one, chosen))}`;
}

function sizeOption(value: string, size: number): SafeHtml {
  return option({ value, label: value }, String(size));
}

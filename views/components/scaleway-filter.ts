import { html, type SafeHtml } from '@remix-run/html-template';
import { paths } from '../../server/paths.ts';
import { filterButtons, selectFilter, sizeFilter, textFilter } from './audit-filter-field.ts';
import type { ScalewayQuery } from './scaleway-href.ts';
import type { Option } from './select.ts';

interface ScalewayFilter {
  readonly query: ScalewayQuery;
  readonly zones: readonly string[];
  readonly states: readonly Option[];
  readonly filtered: boolean;
}

/** A plain GET form: the URL is the state. Sort goes along, the page begins anew. */
export function scalewayFilter({ query, zones, states, filtered }: ScalewayFilter): SafeHtml {
  const { name, zone, state, tag, sort, order, size } = query;
  const zoneOptions = zones.map((value) => ({ value, label: value }));
  return html`<form class="filter" method="get" action="${paths.scaleway.to({})}" role="search">
    <input type="hidden" name="sort" value="${sort}" />
    <input type="hidden" name="order" value="${order}" />
    ${textFilter({ name: 'name', label: 'Name', value: name })}
    ${selectFilter({ name: 'zone', label: 'Zone', value: zone, all: 'All zones' }, zoneOptions)}
    ${selectFilter({ name: 'state', label: 'State', value: state, all: 'All states' }, states)}
    ${textFilter({ name: 'tag', label: 'Tag', value: tag })} ${sizeFilter(size)}
    ${filterButtons(filtered, paths.scaleway.to({}))}
  </form>`;
}

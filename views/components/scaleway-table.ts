import { html, type SafeHtml } from '@remix-run/html-template';
import { scalewayHref, type ScalewayQuery } from './scaleway-href.ts';
import { statusTag, statusWord } from './status.ts';
import { table } from './table.ts';
import { tagList } from './tag-list.ts';

export interface ScalewayRow {
  readonly name: string;
  /** In Scaleway's words, as they are or may yet be. */
  readonly state: string;
  readonly zone: string;
  readonly type: string;
  readonly image: string;
  readonly addresses: readonly string[];
  /** Each in words. */
  readonly volumes: readonly string[];
  readonly tags: readonly string[];
}

interface ScalewayTable {
  readonly rows: readonly ScalewayRow[];
  readonly total: number;
}

export function scalewayTable({ rows, total }: ScalewayTable, query: ScalewayQuery): SafeHtml {
  return table({
    id: 'servers',
    caption: captionOf(rows.length, total),
    head: html`${sortHeader('name', 'Name', query)} ${sortHeader('state', 'State', query)}
      ${sortHeader('zone', 'Zone', query)}
      <th scope="col" class="wide">Type</th>
      <th scope="col" class="wide">Image</th>
      <th scope="col">Addresses</th>
      <th scope="col" class="wide">Volumes</th>`,
    rows: rows.map(scalewayRow),
  });
}

/** Scaleway's state in words. */
export function scalewayStateWord(state: string): string {
  return state === '' ? 'Not reported by Scaleway' : statusWord(state);
}

function captionOf(shown: number, total: number): string {
  if (shown < total) return `${shown} of ${total} servers`;
  return total === 1 ? '1 server' : `${total} servers`;
}

/** A header that sorts; asked again, it turns the order round. */
function sortHeader(by: ScalewayQuery['sort'], text: string, query: ScalewayQuery): SafeHtml {
  const wide = by === 'zone' ? html`class="wide"` : '';
  if (query.sort !== by) {
    const href = scalewayHref(query, { sort: by, order: 'asc', page: 1 });
    return html`<th scope="col" ${wide}><a class="sort" href="${href}">${text}</a></th>`;
  }
  const ascending = query.order === 'asc';
  const href = scalewayHref(query, { order: ascending ? 'desc' : 'asc', page: 1 });
  return html`<th scope="col" ${wide} aria-sort="${ascending ? 'ascending' : 'descending'}">
    <a class="sort" href="${href}">${text}</a>
  </th>`;
}

function scalewayRow(row: ScalewayRow): SafeHtml {
  return html`<tr>
    <th scope="row"><bdi>${row.name || 'No name'}</bdi> ${tagList(row.tags)}</th>
    <td>${stateTag(row.state)}</td>
    <td class="wide">${row.zone}</td>
    <td class="wide">${row.type || 'Not reported by Scaleway'}</td>
    <td class="wide">${row.image || 'None'}</td>
    <td>${lines(row.addresses, html`class="address"`)}</td>
    <td class="wide">${lines(row.volumes)}</td>
  </tr>`;
}

/** Locked is Scaleway's own act against a server: marked as what stops one. */
function stateTag(state: string): SafeHtml {
  return statusTag(state === 'locked' ? 'block' : state, scalewayStateWord(state));
}

function lines(list: readonly string[], attribute: SafeHtml | string = ''): SafeHtml {
  if (list.length === 0) return html`None`;
  return html`${list.map((one) => html`<div ${attribute}><bdi>${one}</bdi></div>`)}`;
}

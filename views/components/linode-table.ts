import { html, type SafeHtml } from '@remix-run/html-template';
import { paths } from '../../server/paths.ts';
import { linodesHref, type LinodesQuery } from './linodes-href.ts';
import { statusTag } from './status.ts';
import { table } from './table.ts';
import { tagList } from './tag-list.ts';
import { time } from './time.ts';

export interface LinodeRow {
  /** As it stands in the address of its page; empty where Linode did not tell. */
  readonly id: string;
  readonly label: string;
  readonly status: string;
  readonly plan: string;
  readonly region: string;
  readonly ipv4: string;
  readonly createdAt: string;
  readonly tags: readonly string[];
}

interface LinodeTable {
  readonly rows: readonly LinodeRow[];
  readonly total: number;
}

export function linodeTable({ rows, total }: LinodeTable, query: LinodesQuery): SafeHtml {
  return table({
    id: 'linodes',
    caption: captionOf(rows.length, total),
    head: html`${sortHeader('label', 'Label', query)}
      <th scope="col">Status</th>
      <th scope="col" class="wide">Plan</th>
      ${sortHeader('region', 'Region', query)}
      <th scope="col">IPv4</th>
      ${sortHeader('created', 'Created', query)}
      <th scope="col" class="wide">Actions</th>`,
    rows: rows.map(linodeRow),
  });
}

function captionOf(shown: number, total: number): string {
  if (shown < total) return `${shown} of ${total} Linodes`;
  return total === 1 ? '1 Linode' : `${total} Linodes`;
}

/** A header that sorts; asked again, it turns the order round. */
function sortHeader(by: LinodesQuery['sort'], text: string, query: LinodesQuery): SafeHtml {
  const wide = by === 'label' ? '' : html`class="wide"`;
  if (query.sort !== by) {
    const href = linodesHref(query, { sort: by, order: 'asc', page: 1 });
    return html`<th scope="col" ${wide}><a class="sort" href="${href}">${text}</a></th>`;
  }
  const ascending = query.order === 'asc';
  const href = linodesHref(query, { order: ascending ? 'desc' : 'asc', page: 1 });
  const direction = ascending ? 'ascending' : 'descending';
  return html`<th scope="col" ${wide} aria-sort="${direction}">
    <a class="sort" href="${href}">${text}</a>
  </th>`;
}

function linodeRow(row: LinodeRow): SafeHtml {
  const href = row.id === '' ? undefined : paths.linode.to({ id: row.id });
  const label = row.label || 'Not reported by Linode';
  return html`<tr>
    <th scope="row">
      ${href ? html`<a href="${href}"><bdi>${label}</bdi></a>` : html`<bdi>${label}</bdi>`}
      ${tagList(row.tags)}
    </th>
    <td>${statusTag(row.status)}</td>
    <td class="wide">${row.plan}</td>
    <td class="wide">${row.region}</td>
    <td class="address">${row.ipv4 || 'None'}</td>
    <td class="wide">${time(row.createdAt)}</td>
    <td class="wide">
      ${href ? html`<a href="${href}">Manage<span class="visually-hidden"> ${label}</span></a>` : ''}
    </td>
  </tr>`;
}

import { html, type SafeHtml } from '@remix-run/html-template';
import { paths } from '../../server/paths.ts';
import type { RequestRow } from '../live.ts';
import { statusTag } from './status.ts';
import { table } from './table.ts';
import { time } from './time.ts';

export function requestTable(caption: string, rows: readonly RequestRow[]): SafeHtml {
  return table({
    id: 'requests',
    caption,
    head: html`<th scope="col">Label</th>
      <th scope="col">State</th>
      <th scope="col" class="wide">By</th>
      <th scope="col">Asked</th>`,
    rows: rows.map(requestRow),
  });
}

function requestRow({ id, label, state, word, by, at }: RequestRow): SafeHtml {
  return html`<tr>
    <th scope="row">
      <a href="${paths.request.to({ id })}"><bdi>${label}</bdi></a>
    </th>
    <td>${statusTag(state, word)}</td>
    <td class="wide"><bdi>${by}</bdi></td>
    <td>${time(at)}</td>
  </tr>`;
}

import { html, type SafeHtml } from '@remix-run/html-template';
import { table } from './table.ts';

export interface AccessRow {
  readonly scope: string;
  readonly words: string;
  readonly why: string;
  /** What does not work when it is refused. */
  readonly without: string;
}

export function accessTable(rows: readonly AccessRow[]): SafeHtml {
  return table({
    id: 'access',
    caption: 'Access asked of Linode',
    head: html`<th scope="col">Access</th>
      <th scope="col">Why</th>
      <th scope="col">Without it</th>`,
    rows: rows.map(
      ({ scope, words, why, without }) =>
        html`<tr>
          <th scope="row">${words} <code class="scope">${scope}</code></th>
          <td>${why}</td>
          <td>${without}</td>
        </tr>`,
    ),
  });
}

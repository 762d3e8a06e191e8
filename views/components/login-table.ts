import { html, type SafeHtml } from '@remix-run/html-template';
import { statusTag } from './status.ts';
import { table } from './table.ts';
import { time } from './time.ts';

export interface LoginRow {
  readonly at: string;
  readonly address: string;
  readonly outcome: 'Successful' | 'Failed' | 'Not reported by Linode';
}

export function loginTable(rows: readonly LoginRow[], total: number): SafeHtml {
  const count = rows.length < total ? `The newest ${rows.length} of ${total}` : `${total}`;
  return table({
    id: 'logins',
    caption: `${count} in the last 90 days, as reported by Linode`,
    head: html`<th scope="col">Date</th>
      <th scope="col">Address</th>
      <th scope="col">Outcome</th>`,
    rows: rows.map(
      ({ at, address, outcome }) =>
        html`<tr>
          <th scope="row">${time(at)}</th>
          <td class="address">${address || 'Not reported by Linode'}</td>
          <td>${statusTag(outcome === 'Failed' ? 'failed' : 'done', outcome)}</td>
        </tr>`,
    ),
  });
}

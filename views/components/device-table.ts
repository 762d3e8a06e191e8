import { html, type SafeHtml } from '@remix-run/html-template';
import { expiry, type Expiry } from './expiry.ts';
import { table } from './table.ts';
import { time } from './time.ts';

export interface DeviceRow {
  readonly browser: string;
  readonly address: string;
  readonly lastUsedAt: string;
  readonly createdAt: string;
  readonly expiry: Expiry;
}

export function deviceTable(rows: readonly DeviceRow[]): SafeHtml {
  return table({
    id: 'devices',
    caption: rows.length === 1 ? '1 browser' : `${rows.length} browsers`,
    head: html`<th scope="col">Browser</th>
      <th scope="col">Last used</th>
      <th scope="col" class="wide">Address</th>
      <th scope="col" class="wide">Since</th>
      <th scope="col">Expires</th>`,
    rows: rows.map(
      (row) =>
        html`<tr>
          <th scope="row">${row.browser}</th>
          <td>${time(row.lastUsedAt)}</td>
          <td class="wide address">${row.address || 'Not reported by Linode'}</td>
          <td class="wide">${time(row.createdAt)}</td>
          <td>${expiry(row.expiry)}</td>
        </tr>`,
    ),
  });
}

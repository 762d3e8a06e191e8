import { html, type SafeHtml } from '@remix-run/html-template';
import { paths } from '../../server/paths.ts';
import { proofField } from './proof-field.ts';
import { table } from './table.ts';
import { time } from './time.ts';

export interface SessionRow {
  readonly id: string;
  readonly browser: string;
  readonly startedAt: string;
  /** Empty when nothing is known of it. */
  readonly lastUsedAt: string;
  readonly lastAction: string;
  readonly address: string;
  readonly isThis: boolean;
}

export interface SessionProofs {
  readonly endOne: string;
  readonly endOthers: string;
}

export function sessionTable(rows: readonly SessionRow[], proofs: SessionProofs): SafeHtml {
  const others = rows.filter(({ isThis }) => !isThis).length;
  return html`${table({
    id: 'sessions',
    caption: rows.length === 1 ? '1 session' : `${rows.length} sessions`,
    head: html`<th scope="col">Browser</th>
      <th scope="col">Last used</th>
      <th scope="col" class="wide">Started</th>
      <th scope="col" class="wide">Address</th>
      <th scope="col">Action</th>`,
    rows: rows.map((row) => sessionRow(row, proofs.endOne)),
  })}
  ${others > 0 ? endOthers(others, proofs.endOthers) : ''}`;
}

function sessionRow(row: SessionRow, proof: string): SafeHtml {
  return html`<tr>
    <th scope="row">
      ${row.browser}
      ${row.isThis ? html`<span class="tag" data-state="running">This one</span>` : ''}
    </th>
    <td>
      ${row.lastUsedAt ? time(row.lastUsedAt) : 'Not known'}
      ${row.lastAction ? html`<span class="note"><code>${row.lastAction}</code></span>` : ''}
    </td>
    <td class="wide">${time(row.startedAt)}</td>
    <td class="wide address">${row.address || 'Not known'}</td>
    <td>${row.isThis ? 'Sign out ends it' : endForm(row, proof)}</td>
  </tr>`;
}

function endForm({ id, browser }: SessionRow, proof: string): SafeHtml {
  return html`<form method="post" action="${paths.endSession.to({ id })}">
    ${proofField(proof)}
    <button type="submit" class="btn btn-sm btn-outline-secondary">
      End<span class="visually-hidden"> the session in ${browser}</span>
    </button>
  </form>`;
}

function endOthers(count: number, proof: string): SafeHtml {
  const words = count === 1 ? 'End the other session' : `End all ${count} other sessions`;
  return html`<form class="actions" method="post" action="${paths.endOtherSessions.to({})}">
    ${proofField(proof)}
    <button type="submit" class="btn btn-outline-secondary">${words}</button>
  </form>`;
}

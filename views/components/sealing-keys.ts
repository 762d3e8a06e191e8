import { html, type SafeHtml } from '@remix-run/html-template';
import { thousands } from './audit-amount.ts';
import { table } from './table.ts';
import { time } from './time.ts';

/** How many sessions' tokens lie under each key of `TOKEN_KEYS`, and when that was counted. */
export interface SealingKeys {
  readonly countedAt: string;
  readonly keys: readonly {
    /** Empty for what could not be read. */
    readonly kid: string;
    readonly sessions: number;
    readonly role: keyof typeof roles;
  }[];
}

const roles = {
  seals: () => 'Seals',
  opens: (left: number) =>
    left > 0 ? 'Opens only: still needed' : 'Opens only: nothing was left under it',
  unknown: () => 'Not in TOKEN_KEYS: these people sign in again',
};

/** Tells an admin when an old key is needed no more. */
export function sealingKeys(found: SealingKeys | null): SafeHtml {
  if (found === null) return html`<p>Not counted yet.</p>`;
  return table({
    id: 'sealing-keys',
    caption: html`Sessions by the key that seals their tokens, counted ${time(found.countedAt)}`,
    head: html`<th scope="col">Key</th>
      <th scope="col" class="number">Sessions</th>
      <th scope="col">Use</th>`,
    rows: found.keys.map(
      ({ kid, sessions, role }) =>
        html`<tr>
          <th scope="row">${kid === '' ? 'Unreadable' : html`<code>${kid}</code>`}</th>
          <td class="number">${thousands(sessions)}</td>
          <td>${roles[role](sessions)}</td>
        </tr>`,
    ),
  });
}

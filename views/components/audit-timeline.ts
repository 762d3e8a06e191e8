import { html, type SafeHtml } from '@remix-run/html-template';
import { table } from './table.ts';
import { time } from './time.ts';

export interface TimelineEntry {
  readonly at: string;
  readonly source: 'portal' | 'linode' | 'login';
  readonly words: string;
  readonly detail: string;
}

const sources = { portal: 'Quayside', linode: 'Linode event', login: 'Linode login' } as const;

/** What a person did and what was done to them, newest first, each with who says so. */
export function timeline(entries: readonly TimelineEntry[], note: string): SafeHtml {
  if (entries.length === 0) return html`<p>Nothing is recorded. ${note}</p>`;
  return table({
    id: 'timeline',
    caption: note,
    head: html`<th scope="col">What</th>
      <th scope="col">When</th>
      <th scope="col" class="wide">Source</th>`,
    rows: entries.map(
      ({ at, source, words, detail }) =>
        html`<tr>
          <th scope="row">${words} ${detail ? html`<span class="note">${detail}</span>` : ''}</th>
          <td>${time(at)}</td>
          <td class="wide">${sources[source]}</td>
        </tr>`,
    ),
  });
}

import { html, type SafeHtml } from '@remix-run/html-template';
import { problem } from './problem.ts';
import { statusTag } from './status.ts';
import { table } from './table.ts';
import { time } from './time.ts';

export type Activity = readonly ActivityRow[] | { readonly problem: string };

interface ActivityRow {
  readonly at: string;
  readonly action: string;
  readonly status: string;
  readonly by?: string | undefined;
}

/** What Linode's events say; they reach back 90 days and no further. */
export function activity(shown: Activity, tryAgain: string): SafeHtml {
  if ('problem' in shown) {
    return problem({ title: 'The activity cannot be shown', text: shown.problem, tryAgain });
  }
  if (shown.length === 0) return html`<p>Linode reports no activity in the last 90 days.</p>`;
  return table({
    id: 'activity',
    caption: 'As reported by Linode, which keeps 90 days',
    head: html`<th scope="col">Action</th>
      <th scope="col">Outcome</th>
      <th scope="col">When</th>
      <th scope="col" class="wide">By</th>`,
    rows: shown.map(activityRow),
  });
}

function activityRow({ at, action, status, by }: ActivityRow): SafeHtml {
  return html`<tr>
    <th scope="row">${action}</th>
    <td>${statusTag(status)}</td>
    <td>${time(at)}</td>
    <td class="wide"><bdi>${by ?? 'Not reported by Linode'}</bdi></td>
  </tr>`;
}

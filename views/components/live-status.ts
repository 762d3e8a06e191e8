import { html, type SafeHtml } from '@remix-run/html-template';
import { withQuery } from '../../server/paths.ts';
import type { LiveMessage } from '../live.ts';
import { statusTag } from './status.ts';
import { liveSteps } from './live-steps.ts';
import { clockTime } from './time.ts';

interface LiveStatus {
  readonly message: LiveMessage;
  readonly hrefs: { readonly events: string; readonly status: string; readonly again: string };
  readonly refreshSeconds?: number | undefined;
}

/**
 * A status one can watch. Complete as it stands; the live island changes its text, and announces
 * the word alone, since a percentage read out every two seconds would drown everything else.
 */
export function liveStatus({ message, hrefs, refreshSeconds }: LiveStatus): SafeHtml {
  const sources = html`data-events="${hrefs.events}" data-status="${hrefs.status}"`;
  return html`<div class="live" data-state="${message.state}" ${message.final ? '' : sources}>
    <p class="live-word">
      <span role="status" data-live="word">${statusTag(message.state, message.word)}</span>
    </p>
    ${progress(message)} ${message.steps ? liveSteps(message.steps) : ''}
    <p class="live-checked">
      Last checked <span data-live="checked">${clockTime(message.checkedAt)}</span>
      <a href="${hrefs.again}">Check again</a>
    </p>
    ${message.final ? '' : refreshChoice(hrefs.again, refreshSeconds)}
  </div>`;
}

function progress({ percent, final, word }: LiveMessage): SafeHtml | undefined {
  if (final) return undefined;
  const value = percent === null ? '' : html`value="${Math.round(percent)}"`;
  return html`<progress class="live-progress" max="100" ${value} aria-label="Progress">
    ${percent === null ? word : `${Math.round(percent)} %`}
  </progress>`;
}

function refreshChoice(again: string, refreshSeconds: number | undefined): SafeHtml {
  if (!refreshSeconds) {
    const href = withQuery(again, { refresh: 10 });
    return html`<noscript
      ><p><a href="${href}">Check every 10 seconds</a></p></noscript
    >`;
  }
  return html`<noscript>
    <p>This page checks every ${refreshSeconds} seconds. <a href="${again}">Stop refreshing</a></p>
  </noscript>`;
}

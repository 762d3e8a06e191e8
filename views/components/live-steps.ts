import { html, type SafeHtml } from '@remix-run/html-template';
import type { LiveStep } from '../live.ts';
import { clockTime } from './time.ts';

/** assets/live.js writes the same words. */
const words = { done: 'Done', now: 'Now', waiting: 'Waiting', failed: 'Failed' } as const;

export function liveSteps(steps: readonly LiveStep[]): SafeHtml {
  return html`<ol class="steps">
    ${steps.map(
      ({ name, state, at }) =>
        html`<li data-state="${state}">
          <span class="step-name">${name}</span>
          <span class="step-word" data-live="step">${words[state]}</span>
          ${clockTime(at)}
        </li>`,
    )}
  </ol>`;
}

import { html, type SafeHtml } from '@remix-run/html-template';

export interface Check {
  readonly outcome: 'pass' | 'warn' | 'block';
  readonly text: string;
}

const words = { pass: 'Passed', warn: 'Warning', block: 'Blocked' } as const;

/** What the guard rails say, worst words included: the outcome is text, not only a colour. */
export function checkList(checks: readonly Check[]): SafeHtml | undefined {
  if (checks.length === 0) return undefined;
  return html`<h2>Checks</h2>
    <ul class="checks">
      ${checks.map(
        ({ outcome, text }) =>
          html`<li><span class="tag" data-state="${outcome}">${words[outcome]}</span> ${text}</li>`,
      )}
    </ul>`;
}

import { html, type SafeHtml } from '@remix-run/html-template';

export interface SummaryRow {
  readonly name: string;
  readonly value: SafeHtml | string;
  readonly note?: string | undefined;
}

/** Facts of one thing, as terms and descriptions. */
export function summaryList(rows: readonly SummaryRow[]): SafeHtml {
  return html`<dl class="summary-list">
    ${rows.map(
      ({ name, value, note }) =>
        html`<div>
          <dt>${name}</dt>
          <dd>
            ${typeof value === 'string' ? html`<bdi>${value}</bdi>` : value}
            ${note ? html` <span class="note"><bdi>${note}</bdi></span>` : ''}
          </dd>
        </div>`,
    )}
  </dl>`;
}

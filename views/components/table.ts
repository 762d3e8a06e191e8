import { html, type SafeHtml } from '@remix-run/html-template';

interface Table {
  /** Names the table within its page; the caption's id is made from it. */
  readonly id: string;
  readonly caption: SafeHtml | string;
  readonly head: SafeHtml;
  readonly rows: readonly SafeHtml[];
}

/** A table that scrolls by itself, also by keyboard, so that the page never does. */
export function table({ id, caption, head, rows }: Table): SafeHtml {
  return html`<section class="table-scroll" tabindex="0" aria-labelledby="${id}-caption">
    <table class="table table-sm">
      <caption id="${id}-caption">
        ${caption}
      </caption>
      <thead>
        <tr>
          ${head}
        </tr>
      </thead>
      <tbody>
        ${[...rows]}
      </tbody>
    </table>
  </section>`;
}

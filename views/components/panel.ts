import { html, type SafeHtml } from '@remix-run/html-template';
import { problem } from './problem.ts';

/** A list that may have failed by itself, or why it did. */
export type Panel<Row> = readonly Row[] | { readonly problem: string };

interface Shown<Row> {
  readonly id: string;
  readonly title: string;
  /** What the title of its trouble begins with. */
  readonly name: string;
  readonly rows: Panel<Row>;
  readonly empty: string;
  readonly tryAgain: string;
}

/** A section of a page that stands alone: when its list fails, it says why and the rest remains. */
export function panel<Row>(
  { id, title, name, rows, empty, tryAgain }: Shown<Row>,
  list: (rows: readonly Row[]) => SafeHtml,
): SafeHtml {
  return html`<section aria-labelledby="${id}-title">
    <h2 id="${id}-title">${title}</h2>
    ${content()}
  </section>`;

  function content(): SafeHtml {
    if ('problem' in rows)
      return problem({ title: `${name} cannot be shown`, text: rows.problem, tryAgain });
    return rows.length === 0 ? html`<p>${empty}</p>` : list(rows);
  }
}

import { html, type SafeHtml } from '@remix-run/html-template';

export interface FormError {
  /** Name of the input; absent when no single field is at fault. */
  readonly field?: string | undefined;
  readonly text: string;
}

export type FormErrors = readonly FormError[];

/** What is wrong with the form, first in main; each line leads to its field. */
export function errorSummary(errors: FormErrors): SafeHtml | undefined {
  if (errors.length === 0) return undefined;
  return html`<section
    class="error-summary"
    id="error-summary"
    aria-labelledby="error-summary-title"
    tabindex="-1"
  >
    <h2 id="error-summary-title">There is a problem</h2>
    <ul>
      ${errors.map((error) => html`<li>${errorLine(error)}</li>`)}
    </ul>
  </section>`;
}

/** The title of a page whose form may have errors. */
export function formTitle(title: string, errors: FormErrors): string {
  return errors.length > 0 ? `Error: ${title}` : title;
}

export function errorOf(errors: FormErrors, field: string): string | undefined {
  return errors.find((error) => error.field === field)?.text;
}

function errorLine({ field, text }: FormError): SafeHtml {
  return field ? html`<a href="#${field}">${text}</a>` : html`${text}`;
}

import { html, type SafeHtml } from '@remix-run/html-template';
import { option, type Option } from './select.ts';

interface FilterField {
  readonly name: string;
  readonly label: string;
  readonly value: string;
}

export function textFilter({ name, label, value }: FilterField): SafeHtml {
  return html`<div>
    <label for="${name}">${label}</label>
    <input
      class="form-control form-control-sm"
      id="${name}"
      name="${name}"
      value="${value}"
      type="text"
      autocomplete="off"
      spellcheck="false"
    />
  </div>`;
}

/** A day. What is no day is not shown, since a date field cannot hold it. */
export function dayFilter({ name, label, value }: FilterField): SafeHtml {
  return html`<div>
    <label for="${name}">${label}</label>
    <input
      class="form-control form-control-sm"
      id="${name}"
      name="${name}"
      value="${/^\d{4}-\d\d-\d\d$/.test(value) ? value : ''}"
      type="date"
    />
  </div>`;
}

/** @param options without the first line, which filters nothing and reads `all` */
export function selectFilter(
  { name, label, value, all }: FilterField & { readonly all?: string },
  options: readonly Option[],
): SafeHtml {
  return html`<div>
    <label for="${name}">${label}</label>
    <select class="form-select form-select-sm" id="${name}" name="${name}">
      ${all === undefined ? '' : html`<option value="">${all}</option>`}
      ${options.map((one) => option(one, value))}
    </select>
  </div>`;
}

/** How many rows a page has. */
export function sizeFilter(size: number): SafeHtml {
  const sizes = ['25', '50', '100'].map((value) => ({ value, label: value }));
  return selectFilter({ name: 'size', label: 'Rows', value: String(size) }, sizes);
}

export function filterButtons(filtered: boolean, clearHref: string): SafeHtml {
  return html`<div class="filter-buttons">
    <button type="submit" class="btn btn-outline-primary btn-sm">Apply filters</button>
    ${filtered ? html`<a href="${clearHref}">Clear filters</a>` : ''}
  </div>`;
}

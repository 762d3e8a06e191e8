import { html, type SafeHtml } from '@remix-run/html-template';
import { browseHref, type BrowseAddress } from './browse-href.ts';
import { errorOf, type FormErrors } from './error-summary.ts';
import { option, type Option } from './select.ts';

export interface BrowseFilter {
  readonly address: BrowseAddress;
  /** Nothing to search in: no box. */
  readonly search: string | undefined;
  readonly rows: readonly FilterRow[];
  readonly fields: readonly Option[];
  readonly operators: readonly Option[];
  /** The region that prices and room are shown for, where the list can do that. */
  readonly region?:
    | { readonly label: string; readonly chosen: string; readonly options: readonly Option[] }
    | undefined;
  /** Of several rows: all, unless it says `any`. */
  readonly match?: 'all' | 'any' | undefined;
  readonly size: number;
  readonly sort: string;
  readonly order: string;
  /** Raw X-Filter, where Linode takes one for this list. */
  readonly expert: string | undefined;
  /** The fields that Linode filters by, for the expert. */
  readonly expertFields: readonly string[];
  readonly filtered: boolean;
  readonly presets: readonly {
    readonly text: string;
    readonly href: string;
    readonly current: boolean;
  }[];
  readonly hint: string;
}

export interface FilterRow {
  readonly field: string;
  readonly operator: string;
  readonly value: string;
  /** It begins another group of rows. */
  readonly group: boolean;
}

const sizes = ['25', '50', '100'] as const;

/** A plain GET form: the URL is the state. The page begins anew. */
export function browseFilter(filter: BrowseFilter, errors: FormErrors): SafeHtml {
  const { address, search, rows, size, expert, filtered } = filter;
  const isOpen = rows.some(({ value }) => value !== '') || errors.length > 0;
  return html`${presetLinks(filter)}
    <form class="filter browse-filter" method="get" action="${address.path}" role="search">
      <input type="hidden" name="all" value="yes" />
      ${filter.sort === '' ? '' : hidden('sort', filter.sort)}
      ${filter.sort === '' ? '' : hidden('order', filter.order)}
      ${search === undefined ? '' : searchBox(search)}
      ${filter.region === undefined ? '' : regionChoice(filter.region, errors)}
      <div class="filter-size">
        <label for="size">Rows</label>
        <select class="form-select form-select-sm" id="size" name="size">
          ${sizes.map((value) => option({ value, label: value }, String(size)))}
        </select>
      </div>
      ${rows.length === 0 ? '' : conditions(filter, errors, isOpen)}
      ${expert === undefined ? '' : expertBox(filter, errors)}
      <div class="filter-buttons">
        <button type="submit" class="btn btn-outline-primary btn-sm">Apply filters</button>
        ${filtered ? html`<a href="${clearHref(address)}">Clear filters</a>` : ''}
      </div>
    </form>`;
}

function clearHref({ path }: BrowseAddress): string {
  return browseHref({ path, params: {} }, { all: 'yes' });
}

function presetLinks({ presets }: BrowseFilter): SafeHtml | undefined {
  if (presets.length === 0) return undefined;
  return html`<nav class="pages presets" aria-label="Often asked">
    <ul>
      ${presets.map(
        ({ text, href, current }) =>
          html`<li><a href="${href}" ${current ? html`aria-current="page"` : ''}>${text}</a></li>`,
      )}
    </ul>
  </nav>`;
}

function searchBox(value: string): SafeHtml {
  return html`<div>
    <label for="q">Search</label>
    <input
      class="form-control form-control-sm"
      id="q"
      name="q"
      value="${value}"
      type="search"
      autocomplete="off"
      spellcheck="false"
    />
  </div>`;
}

function regionChoice(
  { label, chosen, options }: NonNullable<BrowseFilter['region']>,
  errors: FormErrors,
): SafeHtml {
  return html`<div>
    <label for="region">${label}</label>
    ${problemOf(errors, 'region')}
    <select
      class="form-select form-select-sm"
      id="region"
      name="region"
      ${invalid(errors, 'region')}
    >
      <option value="">No region in particular</option>
      ${options.map((one) => option(one, chosen))}
    </select>
  </div>`;
}

function conditions(filter: BrowseFilter, errors: FormErrors, isOpen: boolean): SafeHtml {
  return html`<details class="filter-more" ${isOpen ? html`open` : ''}>
    <summary>Filter by field</summary>
    ${matchChoice(filter)}
    ${filter.rows.map((row, index) => condition(filter, errors, { row, n: index + 1 }))}
    <p class="form-text">
      Of “all rows”, one group of rows is enough; of “any row”, each group needs one. ${filter.hint}
    </p>
  </details>`;
}

function matchChoice({ match = 'all' }: BrowseFilter): SafeHtml {
  return html`<div class="filter-row">
    <div>
      <label for="match">Shown is what matches</label>
      <select class="form-select form-select-sm" id="match" name="match">
        ${option({ value: 'all', label: 'all rows' }, match)}
        ${option({ value: 'any', label: 'any row' }, match)}
      </select>
    </div>
  </div>`;
}

function condition(
  { fields, operators }: BrowseFilter,
  errors: FormErrors,
  { row, n }: { row: FilterRow; n: number },
): SafeHtml {
  const { field, operator, value, group } = row;
  return html`<fieldset class="filter-row">
    <legend class="visually-hidden">Filter ${n}</legend>
    ${['f', 'o', 'v'].map((letter) => problemOf(errors, `${letter}${n}`))}
    <div>
      <label for="f${n}"><span class="visually-hidden">Filter ${n}: </span>Field</label>
      <select
        class="form-select form-select-sm"
        id="f${n}"
        name="f${n}"
        ${invalid(errors, `f${n}`)}
      >
        <option value="">Any</option>
        ${fields.map((one) => option(one, field))}
      </select>
    </div>
    <div>
      <label for="o${n}"><span class="visually-hidden">Filter ${n}: </span>Operator</label>
      <select
        class="form-select form-select-sm"
        id="o${n}"
        name="o${n}"
        ${invalid(errors, `o${n}`)}
      >
        ${operators.map((one) => option(one, operator))}
      </select>
    </div>
    <div>
      <label for="v${n}"><span class="visually-hidden">Filter ${n}: </span>Value</label>
      <input
        class="form-control form-control-sm"
        id="v${n}"
        name="v${n}"
        value="${value}"
        type="text"
        autocomplete="off"
        spellcheck="false"
        ${invalid(errors, `v${n}`)}
      />
    </div>
    ${n === 1 ? '' : groupBox(n, group)}
  </fieldset>`;
}

function groupBox(n: number, checked: boolean): SafeHtml {
  return html`<div class="form-check filter-group">
    <input
      class="form-check-input"
      type="checkbox"
      id="g${n}"
      name="g${n}"
      value="new"
      ${checked ? html`checked` : ''}
    />
    <label class="form-check-label" for="g${n}"
      ><span class="visually-hidden">Filter ${n}: </span>Another group</label
    >
  </div>`;
}

function expertBox({ expert = '', expertFields }: BrowseFilter, errors: FormErrors): SafeHtml {
  const isOpen = expert !== '' || errorOf(errors, 'x_filter') !== undefined;
  return html`<details class="filter-more" ${isOpen ? html`open` : ''}>
    <summary>Raw X-Filter</summary>
    <label for="x_filter">X-Filter as JSON</label>
    <p class="form-text" id="x_filter-hint">
      Such as <code>{"+or": [{"${expertFields[0]}": "one"}, {"${expertFields[0]}": "two"}]}</code>.
      Linode filters by: ${expertFields.join(', ')}.
    </p>
    ${problemOf(errors, 'x_filter')}
    <textarea
      class="form-control form-control-sm"
      id="x_filter"
      name="x_filter"
      rows="3"
      autocomplete="off"
      spellcheck="false"
      ${invalid(errors, 'x_filter', 'x_filter-hint')}
    >
${expert}</textarea>
  </details>`;
}

function hidden(name: string, value: string): SafeHtml {
  return html`<input type="hidden" name="${name}" value="${value}" />`;
}

function problemOf(errors: FormErrors, name: string): SafeHtml | undefined {
  const text = errorOf(errors, name);
  if (text === undefined) return undefined;
  return html`<p class="field-error" id="${name}-error">
    <span class="visually-hidden">Error:</span> ${text}
  </p>`;
}

function invalid(errors: FormErrors, name: string, hint = ''): SafeHtml | undefined {
  const isWrong = errorOf(errors, name) !== undefined;
  const ids = [hint, isWrong ? `${name}-error` : ''].filter(Boolean).join(' ');
  if (ids === '') return undefined;
  return html`aria-describedby="${ids}" ${isWrong ? html`aria-invalid="true"` : ''}`;
}

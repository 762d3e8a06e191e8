import { html, type SafeHtml } from '@remix-run/html-template';
import { fieldError } from './field.ts';
import { levelWords, type ScopeLevel } from './scope-summary.ts';

export interface ScopeChoice {
  /** The level for every product; `none`: as chosen one by one. */
  readonly all: ScopeLevel;
  readonly rows: readonly ScopeChoiceRow[];
  readonly error?: string | undefined;
}

interface ScopeChoiceRow {
  /** Name of the input. */
  readonly name: string;
  readonly label: string;
  readonly level: ScopeLevel;
}

const levels = ['none', 'read_only', 'read_write'] as const;
const error = 'scopes';

/** One row of radios for each product, and one above them for all. */
export function scopeChoice(choice: ScopeChoice): SafeHtml {
  const about = { name: error, label: 'Access', error: choice.error };
  return html`<fieldset
    class="field"
    ${choice.error ? html`aria-invalid="true" aria-describedby="${error}-error"` : ''}
  >
    <legend>Access</legend>
    <p class="form-text">Choose as little as will do. A token reaches no further than you do.</p>
    ${fieldError(about)}
    <div class="table-scroll">
      <table class="table table-sm scope-choice">
        <caption class="visually-hidden">
          Access for each product
        </caption>
        <thead>
          <tr>
            <th scope="col">Product</th>
            ${levels.map(
              (level) => html`<th scope="col" id="level-${level}">${levelWords[level]}</th>`,
            )}
          </tr>
        </thead>
        <tbody>
          ${radios({ name: 'all', label: 'All products', level: choice.all }, allNote)}
          ${choice.rows.map((row) => radios(row))}
        </tbody>
      </table>
    </div>
  </fieldset>`;
}

const allNote = html` <span class="note">None: as chosen below</span>`;

function radios({ name, label, level }: ScopeChoiceRow, note?: SafeHtml): SafeHtml {
  return html`<tr>
    <th scope="row"><span id="${name}-label">${label}</span>${note ?? ''}</th>
    ${levels.map(
      (one) =>
        html`<td>
          <label class="radio-cell">
            <input
              class="form-check-input"
              type="radio"
              id="${idOf(name, one)}"
              name="${name}"
              value="${one}"
              aria-labelledby="${name}-label level-${one}"
              ${one === level ? html`checked` : ''}
            />
          </label>
        </td>`,
    )}
  </tr>`;
}

// The first radio of all bears the name that the error summary leads to.
function idOf(name: string, level: ScopeLevel): string {
  return name === 'all' && level === 'none' ? error : `${name}-${level}`;
}

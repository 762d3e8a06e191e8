import { html, type SafeHtml } from '@remix-run/html-template';
import { described, fieldError, fieldHint, type Field } from './field.ts';

interface Radios extends Field {
  /** Empty for none. */
  readonly value: string;
  readonly options: readonly RadioOption[];
}

interface RadioOption {
  readonly value: string;
  readonly label: string;
  readonly note?: string | undefined;
  /** A further field that belongs to this choice. */
  readonly more?: SafeHtml | undefined;
}

/** One question with a few answers; the first answer bears the field's own id. */
export function radios(props: Radios): SafeHtml {
  return html`<fieldset
    class="field ${props.error ? 'field-invalid' : ''}"
    role="radiogroup"
    ${described(props)}
  >
    <legend>${props.label}</legend>
    ${fieldHint(props)} ${fieldError(props)}
    ${props.options.map((one, index) => radio(props, one, index))}
  </fieldset>`;
}

function radio({ name, value }: Radios, one: RadioOption, index: number): SafeHtml {
  const id = index === 0 ? name : `${name}-${one.value}`;
  return html`<div class="form-check">
      <input
        class="form-check-input"
        type="radio"
        id="${id}"
        name="${name}"
        value="${one.value}"
        ${one.note ? html`aria-describedby="${id}-note"` : ''}
        ${one.value === value ? html`checked` : ''}
      />
      <label class="form-check-label" for="${id}">${one.label}</label>
      ${one.note ? html`<span class="note" id="${id}-note">${one.note}</span>` : ''}
    </div>
    ${one.more ? html`<div class="radio-more">${one.more}</div>` : ''}`;
}

import { html, type SafeHtml } from '@remix-run/html-template';
import { described, field, invalidClass, type Field } from './field.ts';

export interface Option {
  readonly value: string;
  readonly label: string;
  readonly note?: string | undefined;
  /** Why it cannot be chosen now; shown beside the label. */
  readonly unavailable?: string | undefined;
}

export interface OptionGroup<O = Option> {
  readonly label: string;
  readonly options: readonly O[];
}

interface SelectField extends Field {
  readonly value: string;
  /** The first line, which chooses nothing. */
  readonly prompt: string;
  readonly groups: readonly OptionGroup[];
}

/** A select whose unavailable options say why, in text. */
export function selectField(props: SelectField): SafeHtml {
  return field(
    props,
    html`<select
      class="form-select ${invalidClass(props)}"
      id="${props.name}"
      name="${props.name}"
      data-fresh
      ${described(props)}
    >
      <option value="">${props.prompt}</option>
      ${props.groups.map((group) => optionGroup(group, props.value))}
    </select>`,
  );
}

export function option(one: Option, chosen: string): SafeHtml {
  const text = [one.label, one.note, one.unavailable].filter(Boolean).join(' · ');
  return html`<option value="${one.value}" ${optionState(one, chosen)}>${text}</option>`;
}

function optionGroup({ label, options }: OptionGroup, chosen: string): SafeHtml {
  return html`<optgroup label="${label}">${options.map((one) => option(one, chosen))}</optgroup>`;
}

// What cannot be chosen is never the selected one: the form then shows its prompt again.
function optionState({ value, unavailable }: Option, chosen: string): SafeHtml | undefined {
  if (unavailable) return html`disabled`;
  return value === chosen ? html`selected` : undefined;
}

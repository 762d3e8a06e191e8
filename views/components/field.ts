import { html, type SafeHtml } from '@remix-run/html-template';

/** A form control's surroundings; its id and its name are the same word. */
export interface Field {
  readonly name: string;
  readonly label: string;
  readonly hint?: string | undefined;
  readonly error?: string | undefined;
}

/** Label, hint and error around a control, tied to it by ids. */
export function field(props: Field, control: SafeHtml): SafeHtml {
  return html`<div class="field ${props.error ? 'field-invalid' : ''}">
    <label class="form-label" for="${props.name}">${props.label}</label>
    ${fieldHint(props)} ${fieldError(props)} ${control}
  </div>`;
}

/** A one-line input. Never give it the value of a secret. */
export function textField(props: Field & { readonly value: string }): SafeHtml {
  return field(
    props,
    html`<input
      class="form-control ${invalidClass(props)}"
      type="text"
      id="${props.name}"
      name="${props.name}"
      value="${props.value}"
      autocomplete="off"
      spellcheck="false"
      ${described(props)}
    />`,
  );
}

/** The ARIA attributes that tie a control to its hint and its error. */
export function described({ name, hint, error }: Field): SafeHtml {
  const ids = [hint ? `${name}-hint` : '', error ? `${name}-error` : ''].filter(Boolean).join(' ');
  return html`${ids ? html`aria-describedby="${ids}"` : ''}
  ${error ? html`aria-invalid="true"` : ''}`;
}

export function invalidClass({ error }: Field): string {
  return error ? 'is-invalid' : '';
}

export function fieldHint({ name, hint }: Field): SafeHtml | undefined {
  return hint ? html`<p class="form-text" id="${name}-hint">${hint}</p>` : undefined;
}

export function fieldError({ name, error }: Field): SafeHtml | undefined {
  if (!error) return undefined;
  return html`<p class="field-error" id="${name}-error">
    <span class="visually-hidden">Error:</span> ${error}
  </p>`;
}

import { html, type SafeHtml } from '@remix-run/html-template';
import { described, field, invalidClass, type Field } from './field.ts';

interface Reason extends Pick<Field, 'error' | 'hint'> {
  readonly value: string;
}

/** Why it is done; kept in the log for as long as the log is. */
export function reasonField({ value, error, hint }: Reason): SafeHtml {
  const props: Field = {
    name: 'reason',
    label: 'Reason',
    hint: hint ?? 'Kept in the log, beside your name.',
    error,
  };
  return textArea(props, { value, rows: 3 });
}

interface TextArea {
  readonly value: string;
  readonly rows: number;
  readonly classes?: string;
}

export function textArea(props: Field, { value, rows, classes = '' }: TextArea): SafeHtml {
  return field(
    props,
    html`<textarea
      class="form-control ${invalidClass(props)} ${classes}"
      id="${props.name}"
      name="${props.name}"
      rows="${rows}"
      autocomplete="off"
      ${described(props)}
    >
${value}</textarea>`,
  );
}

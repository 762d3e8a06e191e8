import { html, type SafeHtml } from '@remix-run/html-template';
import { errorOf, type FormErrors } from './error-summary.ts';
import { described, fieldError, fieldHint } from './field.ts';

export type Keys = readonly KeyHolder[] | { readonly problem: string };

interface KeyHolder {
  readonly username: string;
  /** The labels of this person's SSH keys. */
  readonly labels: readonly string[];
}

const name = 'authorized_users';

/** Whose SSH keys may sign in as root. Linode takes people, not single keys. */
export function keyChoice(keys: Keys, chosen: readonly string[], errors: FormErrors): SafeHtml {
  const hint = 'Every key of each chosen person goes in. They can sign in as root.';
  const about = { name, label: 'SSH keys', hint, error: errorOf(errors, name) };
  return html`<fieldset class="field" ${described(about)}>
    <legend>SSH keys</legend>
    ${fieldHint(about)} ${fieldError(about)} ${holders(keys, chosen)}
  </fieldset>`;
}

function holders(keys: Keys, chosen: readonly string[]): SafeHtml {
  if ('problem' in keys) return html`<p class="note" id="${name}">${keys.problem}</p>`;
  if (keys.length === 0) {
    return html`<p class="note" id="${name}">
      Linode reports no SSH keys. The next page asks for a root password.
    </p>`;
  }
  return html`${keys.map((holder, index) => holderBox(holder, index, chosen))}`;
}

function keyLabel(label: string, index: number): SafeHtml {
  return html`${index > 0 ? ', ' : ''}<bdi>${label}</bdi>`;
}

function holderBox(
  { username, labels }: KeyHolder,
  index: number,
  chosen: readonly string[],
): SafeHtml {
  // The first bears the field's name, so that the error summary leads to it.
  const id = index === 0 ? name : `${name}-${index + 1}`;
  const usable = labels.length > 0;
  const state = usable ? html`${chosen.includes(username) ? html`checked` : ''}` : html`disabled`;
  return html`<div class="form-check">
    <input
      class="form-check-input"
      type="checkbox"
      id="${id}"
      name="${name}"
      value="${username}"
      aria-describedby="${id}-labels"
      ${state}
    />
    <label class="form-check-label" for="${id}"><bdi>${username}</bdi></label>
    <span class="note" id="${id}-labels">${usable ? labels.map(keyLabel) : 'No SSH keys'}</span>
  </div>`;
}

import { html, type SafeHtml } from '@remix-run/html-template';
import { described, field, invalidClass } from './field.ts';

/** The root password. It never has a value: what was typed is not kept, let alone sent back. */
export function passwordField(keysOf: readonly string[], error: string | undefined): SafeHtml {
  const about = { name: 'root_password', label: 'Root password', hint: hintFor(keysOf), error };
  return field(
    about,
    html`<input
      class="form-control ${invalidClass(about)}"
      type="password"
      id="root_password"
      name="root_password"
      autocomplete="new-password"
      ${described(about)}
    />`,
  );
}

function hintFor(keysOf: readonly string[]): string {
  const rule = '7 to 128 characters. Linode refuses one that is easy to guess.';
  const handling = 'It goes to Linode and is not kept here.';
  if (keysOf.length === 0) return `${rule} ${handling}`;
  return `Optional: the SSH keys of ${keysOf.join(', ')} go in. ${rule} ${handling}`;
}

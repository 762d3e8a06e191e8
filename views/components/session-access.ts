import { html, type SafeHtml } from '@remix-run/html-template';

/** The access of the session one is using. */
export interface SessionAccess {
  readonly inForce: readonly string[];
  /** Asked for, and not given. */
  readonly missing: readonly string[];
  /** Given, and not asked for. */
  readonly beyond: readonly string[];
}

export function sessionAccess({ inForce }: SessionAccess): SafeHtml {
  if (inForce.length === 0) return html`<p>This session has no access that Linode names.</p>`;
  return html`<p>This session’s access at Linode: ${scopeList(inForce)}</p>`;
}

/** Linode gave other access than was asked for: said where the reader looks first. */
export function accessWarning({ missing, beyond }: SessionAccess): SafeHtml | undefined {
  if (missing.length === 0 && beyond.length === 0) return undefined;
  return html`<div class="alert alert-warning">
    <p class="alert-title">Linode gave this session other access than Quayside asked for</p>
    ${
      missing.length > 0
        ? html`<p>Not given: ${scopeList(missing)}. What depends on it is not shown.</p>`
        : ''
    }
    ${
      beyond.length > 0
        ? html`<p>
            Given beyond that: ${scopeList(beyond)}. Quayside did not ask for it. Sign out to end
            it.
          </p>`
        : ''
    }
  </div>`;
}

function scopeList(scopes: readonly string[]): SafeHtml {
  const items = scopes.map((scope) => html`<code class="scope">${scope}</code>`);
  return html`${items.map((item, index) => (index === 0 ? item : html`, ${item}`))}`;
}

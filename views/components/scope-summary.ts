import { html, type SafeHtml } from '@remix-run/html-template';

export type ScopeLevel = 'none' | 'read_only' | 'read_write';

/** What a token may do: every product with its level, in words for people. */
export interface ScopeView {
  /** `*`, or everything to read and write. */
  readonly isFull: boolean;
  readonly rows: readonly { readonly label: string; readonly level: ScopeLevel }[];
  /** Parts of the scope string that nobody here knows. */
  readonly unknown: readonly string[];
}

export const levelWords: Readonly<Record<ScopeLevel, string>> = {
  none: 'None',
  read_only: 'Read only',
  read_write: 'Read and write',
};

/** One or two lines for a table: what may be changed, then what may be read. */
export function scopeSummary(scopes: ScopeView): SafeHtml {
  if (scopes.isFull) return html`<span class="tag" data-state="warn">Full access</span>`;
  const lines = [line(scopes, 'read_write'), line(scopes, 'read_only'), unknown(scopes)];
  const shown = lines.filter((text) => text !== '');
  if (shown.length === 0) return html`None`;
  return html`<ul class="scope-summary">
    ${shown.map((text) => html`<li>${text}</li>`)}
  </ul>`;
}

function line({ rows }: ScopeView, level: ScopeLevel): string {
  const labels = rows.filter((row) => row.level === level).map(({ label }) => label);
  return labels.length > 0 ? `${levelWords[level]}: ${labels.join(', ')}` : '';
}

function unknown({ unknown: parts }: ScopeView): string {
  return parts.length > 0 ? `Not known to Quayside: ${parts.join(', ')}` : '';
}

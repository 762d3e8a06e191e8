import { html, type SafeHtml } from '@remix-run/html-template';
import { time } from './time.ts';

export interface Expiry {
  readonly state: 'never' | 'expired' | 'soon' | 'later';
  /** "Never", "Expired", "Expires in 9 days". */
  readonly words: string;
  /** Empty for never. */
  readonly at: string;
}

/** The words first; the moment itself after them. */
export function expiry({ state, words, at }: Expiry): SafeHtml {
  const said =
    state === 'later'
      ? html`${words}`
      : html`<span class="tag" data-state="${tone(state)}">${words}</span>`;
  return at === '' ? said : html`${said} <span class="note">${time(at)}</span>`;
}

function tone(state: Expiry['state']): string {
  return state === 'expired' ? 'failed' : 'warn';
}

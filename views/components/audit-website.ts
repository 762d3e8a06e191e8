import { html, type SafeHtml } from '@remix-run/html-template';

/** An address that an app states of itself: a link only where the parser finds http or https. */
export function website(address: string): SafeHtml {
  if (!address) return html`Not reported by Linode`;
  const url = URL.canParse(address) ? new URL(address) : undefined;
  if (!url || !['http:', 'https:'].includes(url.protocol)) return html`<bdi>${address}</bdi>`;
  return html`<a href="${url.href}" rel="noreferrer"><bdi>${address}</bdi></a>`;
}

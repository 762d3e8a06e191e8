import { html, type SafeHtml } from '@remix-run/html-template';
import { paths } from '../../server/paths.ts';

/** A Linode user's name, leading to what is known of that person; empty for nobody's. */
export function personLink(username: string): SafeHtml {
  if (username === '') return html`Not known`;
  return html`<a href="${paths.auditUser.to({ name: username })}"><bdi>${username}</bdi></a>`;
}

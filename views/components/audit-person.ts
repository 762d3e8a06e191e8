import { html, type SafeHtml } from '@remix-run/html-template';
import { paths } from '../../server/paths.ts';

/** A Linode user's name, leading to what is known of that person. */
export function personLink(username: string): SafeHtml {
  return html`<a href="${paths.auditUser.to({ name: username })}"><bdi>${username}</bdi></a>`;
}

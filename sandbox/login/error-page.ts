import { escape, page } from './page.ts';

/** A request that cannot be sent back to the client that made it. */
export function errorPage(reason: string): string {
  return page('This request cannot be served', `<p>${escape(reason)}</p>`);
}

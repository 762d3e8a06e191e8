import { html, type SafeHtml } from '@remix-run/html-template';
import { paths } from '../../server/paths.ts';
import type { Chrome } from '../layout.ts';
import { time } from './time.ts';

/** A session that ends for good soon: when, and how to go on without losing the place. */
export function endsSoon({ endsAt, path }: Pick<Chrome, 'endsAt' | 'path'>): SafeHtml | undefined {
  if (!endsAt) return undefined;
  return html`<div class="alert alert-warning" role="status">
    Your session ends at ${time(endsAt)}.
    <a href="${paths.signIn.to({}, { returnTo: path })}">Sign in again</a> to go on longer.
  </div>`;
}

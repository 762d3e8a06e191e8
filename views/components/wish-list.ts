import { html, type SafeHtml } from '@remix-run/html-template';
import { paths } from '../../server/paths.ts';
import { time } from './time.ts';

/** An administrator asks the reader to end something that only they can end. */
export interface WishRow {
  readonly kind: 'pat' | 'app';
  readonly id: string;
  readonly label: string;
  readonly by: string;
  readonly reason: string;
  readonly at: string;
}

export function wishList(rows: readonly WishRow[]): SafeHtml | undefined {
  if (rows.length === 0) return undefined;
  return html`<section class="alert alert-warning" aria-labelledby="wishes-title">
    <h2 class="alert-title" id="wishes-title">You are asked to revoke access</h2>
    <ul>
      ${rows.map(wish)}
    </ul>
    <p>Linode lets nobody but you end these.</p>
  </section>`;
}

function wish({ kind, id, label, by, reason, at }: WishRow): SafeHtml {
  const noun = kind === 'pat' ? 'token' : 'app';
  const route = kind === 'pat' ? paths.revokeToken : paths.revokeApp;
  return html`<li>
    <p>
      <bdi>${by}</bdi> asked on ${time(at)} that you revoke the ${noun} <b><bdi>${label}</bdi></b
      >: <bdi>${reason}</bdi>
    </p>
    <p>
      <a class="btn btn-primary" href="${route.to({ id })}"
        >Revoke<span class="visually-hidden"> ${label}</span></a
      >
    </p>
  </li>`;
}

import { html, type SafeHtml } from '@remix-run/html-template';
import { paths } from '../../server/paths.ts';
import { proofField } from './proof-field.ts';
import { time } from './time.ts';

export interface ScalewayKey {
  /** ISO 8601; null while none is connected. */
  readonly since: string | null;
  /** For the form that disconnects. */
  readonly proof: string;
}

/** A person's Scaleway key, as they may see it: that it is there, since when, and the way out. */
export function scalewayKey({ since, proof }: ScalewayKey): SafeHtml {
  if (since === null) {
    return html`<p>
      Scaleway API token: not connected.
      <a href="${paths.scalewayConnect.to({})}">Connect Scaleway</a>
    </p>`;
  }
  return html`<form class="actions" method="post" action="${paths.scalewayDisconnect.to({})}">
    ${proofField(proof)}
    <span>Scaleway API token: connected since ${time(since)}</span>
    <button type="submit" class="btn btn-outline-secondary btn-sm">
      Disconnect<span class="visually-hidden"> Scaleway</span>
    </button>
  </form>`;
}

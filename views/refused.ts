import { html, type SafeHtml } from '@remix-run/html-template';
import { paths } from '../server/paths.ts';
import { layout, type Chrome } from './layout.ts';

export interface RefusedProps {
  readonly username?: string | undefined;
  readonly reason: string;
  readonly signInAsOtherHref: string;
}

/** Linode knows this person, and this portal does not let them in. */
export function refusedPage(chrome: Chrome, props: RefusedProps): SafeHtml {
  const { username, reason, signInAsOtherHref } = props;
  return layout(
    chrome,
    { title: 'No access to Quayside' },
    html`<div class="narrow">
      <h1>You cannot use this Quayside</h1>
      ${
        username
          ? html`<p>
              Linode signed you in as <strong><bdi>${username}</bdi></strong
              >.
            </p>`
          : ''
      }
      <p>${reason}</p>
      <p><a class="btn btn-primary" href="${signInAsOtherHref}">Sign in as someone else</a></p>
      <p class="note">
        That signs you out at Linode, whose page has no way back: then open
        <a href="${paths.home.to({})}">Quayside</a> again.
      </p>
    </div>`,
  );
}

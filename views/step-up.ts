import { html, type SafeHtml } from '@remix-run/html-template';
import { paths } from '../server/paths.ts';
import { layout, type Chrome } from './layout.ts';

export interface StepUpProps {
  readonly title: string;
  readonly why: string;
  readonly scope: string;
  /** Text of the link, such as "Allow creating Linodes". */
  readonly link: string;
  readonly href: string;
}

/** The session lacks a scope: says which, why, and where Linode asks for it. */
export function stepUpPage(
  chrome: Chrome,
  { title, why, scope, link, href }: StepUpProps,
): SafeHtml {
  return layout(
    chrome,
    { title },
    html`<div class="narrow">
      <h1>${title}</h1>
      <p class="lead">${why}</p>
      <p>
        Linode will ask you to allow <code class="scope">${scope}</code>. Afterwards you come back
        to this page with a new session, and the present one ends.
      </p>
      <p><a class="btn btn-primary" href="${href}">${link}</a></p>
      <p><a href="${paths.aboutAccess.to({})}">What access Quayside asks for</a></p>
    </div>`,
  );
}

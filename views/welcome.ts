import { html, type SafeHtml } from '@remix-run/html-template';
import { paths } from '../server/paths.ts';
import type { AccessRow } from './components/access-table.ts';
import { layout, type Chrome } from './layout.ts';

export type { AccessRow } from './components/access-table.ts';

export interface WelcomeProps {
  readonly signInHref: string;
  readonly access: readonly AccessRow[];
  /** Why the last sign-in did not succeed. */
  readonly problem?: { readonly title: string; readonly text: string } | undefined;
  /** A page waits behind the sign-in. */
  readonly returning: boolean;
}

export function welcomePage(chrome: Chrome, props: WelcomeProps): SafeHtml {
  return layout(
    chrome,
    { title: props.problem ? `Error: ${props.problem.title}` : 'Sign in' },
    html`<div class="narrow">
      ${signInProblem(props)}
      <h1>Your team’s Linodes, without your keys in a browser</h1>
      <p class="lead">
        Quayside lets people on your Linode account create, see and restart Linodes with their own
        Linode user. Your access stays on the server, and ends when you sign out.
      </p>
      ${props.returning ? html`<p>Sign in to go on to the page you asked for.</p>` : ''}
      <p><a class="btn btn-primary" href="${props.signInHref}">Sign in with Linode</a></p>
      <h2>What Quayside asks Linode for</h2>
      ${accessList(props.access)}
    </div>`,
  );
}

function signInProblem({ problem, signInHref }: WelcomeProps): SafeHtml | undefined {
  if (!problem) return undefined;
  return html`<div class="alert alert-warning" role="alert">
    <p class="alert-title">${problem.title}</p>
    <p>${problem.text}</p>
    <p><a class="alert-link" href="${signInHref}">Try again</a></p>
  </div>`;
}

function accessList(access: readonly AccessRow[]): SafeHtml {
  return html`<ul class="access-list">
      ${access.map(
        ({ words, why, scope }) =>
          html`<li><strong>${words}</strong> <code class="scope">${scope}</code><br />${why}</li>`,
      )}
    </ul>
    <p>
      <a href="${paths.aboutAccess.to({})}">Each access in detail, and what fails without it</a>
    </p>`;
}

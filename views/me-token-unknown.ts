import { html, type SafeHtml } from '@remix-run/html-template';
import { paths } from '../server/paths.ts';
import { backLink } from './components/back-link.ts';
import { time } from './components/time.ts';
import { layout, type Chrome } from './layout.ts';

export interface TokenUnknownProps {
  readonly label: string;
  /** Still waiting for Linode's answer, rather than past hope of one. */
  readonly isUnderWay: boolean;
  /** Tokens of this label that Linode lists and that were not there before. */
  readonly found: readonly {
    readonly id: number;
    readonly prefix: string;
    readonly createdAt: string;
  }[];
  readonly againHref: string;
  readonly anewHref: string;
}

/** Linode was asked for a token, and its answer never came. */
export function tokenUnknownPage(chrome: Chrome, props: TokenUnknownProps): SafeHtml {
  const title = props.isUnderWay ? 'The token is being created' : 'Linode’s answer was lost';
  return layout(
    chrome,
    { title },
    html`${backLink(paths.myTokens.to({}), 'My tokens')}
      <div class="narrow">
        <h1>${title}</h1>
        ${props.isUnderWay ? underWay(props) : lost(props)}
      </div>`,
  );
}

function underWay({ label, againHref }: TokenUnknownProps): SafeHtml {
  return html`<p class="lead">
      Linode was asked for the token <bdi>${label}</bdi> and has not answered yet.
    </p>
    <p><a class="btn btn-primary" href="${againHref}">Check again</a></p>`;
}

function lost({ label, found, againHref, anewHref }: TokenUnknownProps): SafeHtml {
  return html`<p class="lead">
      A token with the label <bdi>${label}</bdi> may exist. If it does, its secret went missing with
      the answer, so nobody can use it.
    </p>
    ${found.length > 0 ? html`${found.map(foundOne)}` : notListed(againHref)}
    <p><a href="${anewHref}">Fill in the form again</a></p>`;
}

function foundOne({ id, prefix, createdAt }: TokenUnknownProps['found'][number]): SafeHtml {
  return html`<div class="alert alert-warning">
    <p class="alert-title">Linode lists it</p>
    <p>It begins with <code>${prefix}</code> and was created ${time(createdAt)}.</p>
    <p>
      <a class="btn btn-primary" href="${paths.revokeToken.to({ id })}">Revoke this token</a>
    </p>
  </div>`;
}

function notListed(againHref: string): SafeHtml {
  return html`<p>Linode does not list one at this moment.</p>
    <p><a class="btn btn-primary" href="${againHref}">Check again</a></p>`;
}

import { html, type SafeHtml } from '@remix-run/html-template';
import { paths } from '../server/paths.ts';
import { backLink } from './components/back-link.ts';
import { copyButton } from './components/copy-button.ts';
import { expiry, type Expiry } from './components/expiry.ts';
import { scopeSummary, type ScopeView } from './components/scope-summary.ts';
import { summaryList } from './components/summary-list.ts';
import { layout, type Chrome } from './layout.ts';

export interface TokenCreatedProps {
  readonly id: number;
  readonly label: string;
  readonly expiry: Expiry;
  /** As Linode granted them. */
  readonly scopes: ScopeView;
  readonly granted: string;
  /** The one page that ever has it; absent when it was shown before. */
  readonly secret?: string | undefined;
}

export function tokenCreatedPage(chrome: Chrome, props: TokenCreatedProps): SafeHtml {
  const { id, label, secret, scopes, granted } = props;
  return layout(
    chrome,
    { title: secret ? 'Token created' : 'Token already shown', scripts: secret ? ['copy.js'] : [] },
    html`${backLink(paths.myTokens.to({}), 'My tokens')}
      ${secret ? shownOnce(secret) : alreadyShown(id)}
      <h2>What Linode granted</h2>
      ${summaryList([
        { name: 'Label', value: html`<bdi>${label}</bdi>` },
        { name: 'Access', value: scopeSummary(scopes) },
        { name: 'Scopes', value: html`<code>${granted}</code>` },
        { name: 'Expires', value: expiry(props.expiry) },
      ])}
      <p><a href="${paths.revokeToken.to({ id })}">Revoke this token</a></p>`,
  );
}

function shownOnce(secret: string): SafeHtml {
  return html`<h1>Token created</h1>
    <p class="lead">Copy it to where it is used. You will not see it again.</p>
    <p class="command-line secret">
      <code id="secret">${secret}</code> ${copyButton('secret', 'the token')}
    </p>`;
}

function alreadyShown(id: number): SafeHtml {
  return html`<h1>Token already shown</h1>
    <p class="lead">
      This token was already shown, or was made more than two minutes ago. Quayside does not keep
      it.
    </p>
    <p>
      If you have no copy, <a href="${paths.revokeToken.to({ id })}">revoke it</a> and
      <a href="${paths.createToken.to({})}">create another</a>.
    </p>`;
}

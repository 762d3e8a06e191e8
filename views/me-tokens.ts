import { html, type SafeHtml } from '@remix-run/html-template';
import { paths } from '../server/paths.ts';
import { backLink } from './components/back-link.ts';
import { wholeListLinks } from './components/export-links.ts';
import { panel, type Panel } from './components/panel.ts';
import { endedTable, tokenTable, type EndedRow, type TokenRow } from './components/token-table.ts';
import { layout, type Chrome } from './layout.ts';

export interface MyTokensProps {
  readonly tokens: Panel<TokenRow>;
  /** Revoked, expired and gone ones. */
  readonly ended: readonly EndedRow[];
}

export function myTokensPage(chrome: Chrome, { tokens, ended }: MyTokensProps): SafeHtml {
  return layout(
    chrome,
    { title: 'My tokens' },
    html`${backLink(paths.me.to({}), 'My access')}
      <div class="page-head">
        <h1>Personal access tokens</h1>
        <p class="page-action">
          <a class="btn btn-primary" href="${paths.createToken.to({})}">Create a token</a>
        </p>
      </div>
      <p>
        A token lets a program act in your name, without a password. Its last use is not reported by
        Linode.
      </p>
      ${panel(
        {
          id: 'tokens',
          title: 'Active',
          name: 'Your tokens',
          rows: tokens,
          empty: 'You have no personal access token.',
          tryAgain: paths.myTokens.to({}),
        },
        tokenTable,
      )}
      <section aria-labelledby="ended-title">
        <h2 id="ended-title">Revoked and expired</h2>
        ${
          ended.length > 0
            ? endedTable('ended', ended)
            : html`<p>None since Quayside keeps its record.</p>`
        }
      </section>
      ${wholeListLinks(paths.myTokens.to({}), 'these tokens')}`,
  );
}

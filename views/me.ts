import { html, type SafeHtml } from '@remix-run/html-template';
import { paths } from '../server/paths.ts';
import { appTable, type AppRow } from './components/app-table.ts';
import { deviceTable, type DeviceRow } from './components/device-table.ts';
import { wholeListLinks } from './components/export-links.ts';
import { loginTable, type LoginRow } from './components/login-table.ts';
import { panel, type Panel } from './components/panel.ts';
import { scalewayKey, type ScalewayKey } from './components/scaleway-key.ts';
import { accessWarning, sessionAccess, type SessionAccess } from './components/session-access.ts';
import { sessionTable, type SessionProofs, type SessionRow } from './components/session-table.ts';
import { tokenTable, type TokenRow } from './components/token-table.ts';
import { layout, type Chrome } from './layout.ts';

export interface MeProps {
  readonly access: SessionAccess;
  readonly sessions: Panel<SessionRow>;
  readonly proofs: SessionProofs;
  readonly tokens: Panel<TokenRow>;
  readonly apps: Panel<AppRow>;
  readonly devices: Panel<DeviceRow>;
  readonly scaleway: ScalewayKey;
  readonly logins: Panel<LoginRow>;
  /** How many sign-ins Linode reports; the newest are shown. */
  readonly loginCount: number;
}

/** Everything that acts in one person's name, each list by itself. */
export function mePage(chrome: Chrome, props: MeProps): SafeHtml {
  const tryAgain = paths.me.to({});
  return layout(
    chrome,
    { title: 'My access' },
    html`<div class="page-head">
        <h1>My access</h1>
        <p class="page-action">
          <a class="btn btn-primary" href="${paths.createToken.to({})}">Create a token</a>
        </p>
      </div>
      <p class="lead">What acts in your name, here and at Linode.</p>
      ${accessWarning(props.access)} ${sessions(props, tryAgain)} ${sessionAccess(props.access)}
      ${tokens(props.tokens, tryAgain)}
      ${panel(
        {
          id: 'apps',
          title: 'Apps you allowed',
          name: 'Your apps',
          rows: props.apps,
          empty: 'No app has access to your Linode user.',
          tryAgain,
        },
        appTable,
      )}
      ${panel(
        {
          id: 'devices',
          title: 'Browsers that Linode trusts',
          name: 'Your trusted browsers',
          rows: props.devices,
          empty: 'Linode’s sign-in remembers none of your browsers.',
          tryAgain,
        },
        deviceTable,
      )}
      <section aria-labelledby="scaleway-title">
        <h2 id="scaleway-title">Scaleway</h2>
        ${scalewayKey(props.scaleway)}
      </section>
      ${panel(
        {
          id: 'logins',
          title: 'Sign-ins at Linode',
          name: 'Your sign-ins',
          rows: props.logins,
          empty: 'Linode reports no sign-in in the last 90 days.',
          tryAgain,
        },
        (rows) => loginTable(rows, props.loginCount),
      )}
      ${wholeListLinks(tryAgain, 'all of this')}`,
  );
}

function sessions({ sessions: rows, proofs }: MeProps, tryAgain: string): SafeHtml {
  return panel(
    {
      id: 'sessions',
      title: 'Sessions in Quayside',
      name: 'Your sessions',
      rows,
      empty: 'None is known.',
      tryAgain,
    },
    (shown) => sessionTable(shown, proofs),
  );
}

function tokens(rows: MeProps['tokens'], tryAgain: string): SafeHtml {
  return html`${panel(
      {
        id: 'tokens',
        title: 'Personal access tokens',
        name: 'Your tokens',
        rows,
        empty: 'You have no personal access token.',
        tryAgain,
      },
      tokenTable,
    )}
    <p><a href="${paths.myTokens.to({})}">All my tokens, also those that are over</a></p>`;
}

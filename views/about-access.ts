import { html, type SafeHtml } from '@remix-run/html-template';
import { accessTable, type AccessRow } from './components/access-table.ts';
import { layout, type Chrome } from './layout.ts';

export interface AboutAccessProps {
  /** Absent when the visitor is signed in already. */
  readonly signInHref?: string | undefined;
  readonly rows: readonly AccessRow[];
}

export function aboutAccessPage(chrome: Chrome, { signInHref, rows }: AboutAccessProps): SafeHtml {
  return layout(
    chrome,
    { title: 'What access Quayside asks for' },
    html`<h1>What access Quayside asks for</h1>
      <p class="prose">
        You grant access at Linode, with your own Linode user, and Linode lists exactly what is
        asked. Quayside never sees your password. The token stays on the server, encrypted, and is
        revoked when you sign out.
      </p>
      ${accessTable(rows)}
      ${signInHref ? html`<p><a class="btn btn-primary" href="${signInHref}">Continue</a></p>` : ''}`,
  );
}

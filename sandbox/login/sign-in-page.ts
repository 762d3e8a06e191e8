import type { User } from '../world/user.ts';
import { escape, page } from './page.ts';

type SignInProps = {
  readonly action: string;
  readonly username?: string;
  readonly error?: string;
  readonly leads: readonly User[];
  readonly colleagues: readonly User[];
};

/** Username and password, with the demo users listed below: this is a sandbox. */
export function signInPage(props: SignInProps): string {
  const { action, username = '', error, leads, colleagues } = props;
  return page(
    'Sign in to Linode',
    `${error === undefined ? '' : `<p class="error" role="alert">${escape(error)}</p>`}
<form method="post" action="${escape(action)}">
<label for="username">Username</label>
<input id="username" name="username" value="${escape(username)}" autocomplete="username" autocapitalize="none" spellcheck="false" required>
<label for="password">Password</label>
<input id="password" name="password" type="password" autocomplete="current-password" required>
<button class="primary" type="submit">Sign in</button>
</form>
<h2>Demo users</h2>
<p>Nothing here is real. Sign in as one of these:</p>
<dl>
${leads.map(demoUser).join('\n')}
</dl>
<details>
<summary>Their colleagues</summary>
<dl>
${colleagues.map(demoUser).join('\n')}
</dl>
</details>`,
  );
}

function demoUser({ username, password, description }: User): string {
  return `<div><dt><code>${escape(username)}</code> <span class="quiet">password <code>${escape(password)}</code></span></dt><dd>${escape(description)}</dd></div>`;
}

import { escape, page } from './page.ts';
import { scopeInWords } from './scopes.ts';

type ConsentProps = {
  readonly action: string;
  readonly client: string;
  readonly username: string;
  readonly scopes: readonly string[];
  readonly returnsTo: string;
};

/** What the client asks for, in words; nothing is granted without a press of Allow. */
export function consentPage(props: ConsentProps): string {
  return page(
    `Allow ${props.client} to use your account?`,
    `<p>You are signed in as <strong>${escape(props.username)}</strong>. <strong>${escape(props.client)}</strong> asks to:</p>
<ul>
${props.scopes.map(scopeItem).join('\n')}
</ul>
<p class="quiet">You will return to ${escape(props.returnsTo)}.</p>
<form method="post" action="${escape(props.action)}" class="decision">
<button class="primary" type="submit" name="decision" value="Allow">Allow</button>
<button type="submit" name="decision" value="Deny">Deny</button>
</form>`,
  );
}

function scopeItem(scope: string): string {
  return `<li>${escape(scopeInWords(scope))} <code>${escape(scope)}</code></li>`;
}

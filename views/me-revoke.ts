import { html, type SafeHtml } from '@remix-run/html-template';
import { backLink } from './components/back-link.ts';
import { errorOf, errorSummary, formTitle, type FormErrors } from './components/error-summary.ts';
import { expiry, type Expiry } from './components/expiry.ts';
import { notice } from './components/notice.ts';
import { proofField } from './components/proof-field.ts';
import { radios } from './components/radios.ts';
import { scopeSummary, type ScopeView } from './components/scope-summary.ts';
import { summaryList } from './components/summary-list.ts';
import { time } from './components/time.ts';
import { layout, type Chrome } from './layout.ts';

export interface RevokeProps {
  /** "token" or "app". */
  readonly noun: string;
  readonly label: string;
  readonly facts: {
    readonly prefix?: string;
    readonly website?: string;
    readonly createdAt: string;
    readonly scopes: ScopeView;
    readonly expiry: Expiry;
  };
  /** What stops working, a sentence each. */
  readonly consequences: readonly string[];
  readonly action: string;
  readonly proof: string;
  readonly back: { readonly href: string; readonly text: string };
  readonly errors: FormErrors;
  readonly notice?: string | undefined;
}

/** Asks once more before a credential ends; nothing is chosen beforehand. */
export function revokePage(chrome: Chrome, props: RevokeProps): SafeHtml {
  const { noun, label, facts, consequences, action, proof, back, errors } = props;
  return layout(
    chrome,
    {
      title: formTitle(`Revoke ${label}`, errors),
      scripts: errors.length > 0 ? ['focus-errors.js'] : [],
    },
    html`${backLink(back.href, back.text)} ${errorSummary(errors)}
      ${errors.length === 0 ? notice(props.notice) : ''}
      <h1>Revoke <bdi>${label}</bdi></h1>
      ${factList(facts)} ${consequences.map((text) => html`<p class="lead">${text}</p>`)}
      <form class="form" method="post" action="${action}" novalidate>
        ${proofField(proof)}
        ${radios({
          name: 'answer',
          label: `Revoke this ${noun}?`,
          error: errorOf(errors, 'answer'),
          value: '',
          options: [
            { value: 'yes', label: 'Yes' },
            { value: 'no', label: 'No' },
          ],
        })}
        <div class="actions">
          <button type="submit" class="btn btn-primary">Continue</button>
        </div>
      </form>`,
  );
}

function factList({ prefix, website, createdAt, scopes, expiry: end }: RevokeProps['facts']) {
  return summaryList([
    ...(prefix ? [{ name: 'Begins with', value: html`<code>${prefix}</code>` }] : []),
    ...(website ? [{ name: 'Website', value: html`<bdi>${website}</bdi>` }] : []),
    { name: 'Access', value: scopeSummary(scopes) },
    { name: 'Created', value: time(createdAt) },
    { name: 'Expires', value: expiry(end) },
    { name: 'Last used', value: 'Not reported by Linode' },
  ]);
}

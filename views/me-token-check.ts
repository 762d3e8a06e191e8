import { html, type SafeHtml } from '@remix-run/html-template';
import { paths } from '../server/paths.ts';
import { backLink } from './components/back-link.ts';
import { checkList, type Check } from './components/check-list.ts';
import { errorSummary, formTitle, type FormErrors } from './components/error-summary.ts';
import { expiry, type Expiry } from './components/expiry.ts';
import { notice } from './components/notice.ts';
import { proofField } from './components/proof-field.ts';
import { scopeMatrix } from './components/scope-matrix.ts';
import type { ScopeView } from './components/scope-summary.ts';
import { summaryList } from './components/summary-list.ts';
import { layout, type Chrome } from './layout.ts';

export interface CheckTokenProps {
  readonly draft: string;
  /** When what this page shows was drafted: another window may have changed it since. */
  readonly draftedAt: number;
  readonly proof: string;
  readonly changeHref: string;
  readonly label: string;
  readonly expiry: Expiry;
  /** What it will be able to do, a sentence each. */
  readonly abilities: readonly string[];
  readonly scopes: ScopeView;
  readonly warnings: readonly string[];
  /** What the session lacks of it, and where to allow that: Linode gives no more than the session has. */
  readonly beyond?: { readonly scopes: string; readonly href: string } | undefined;
  readonly errors: FormErrors;
  readonly notice?: string | undefined;
}

export function checkTokenPage(chrome: Chrome, props: CheckTokenProps): SafeHtml {
  const { errors, changeHref, label, warnings, abilities, scopes } = props;
  const checks = warnings.map((text): Check => ({ outcome: 'warn', text }));
  return layout(
    chrome,
    {
      title: formTitle('Check the token', errors),
      scripts: errors.length > 0 ? ['focus-errors.js'] : [],
    },
    html`${backLink(changeHref, 'Change the answers')} ${errorSummary(errors)}
      ${errors.length === 0 ? notice(props.notice) : ''}
      <h1>Check the token</h1>
      ${summaryList([
        { name: 'Label', value: html`<bdi>${label}</bdi>` },
        { name: 'Expires', value: expiry(props.expiry) },
      ])}
      <h2>What it will be able to do</h2>
      <ul class="abilities">
        ${abilities.map((text) => html`<li>${text}</li>`)}
      </ul>
      ${checkList(checks)} ${beyond(props.beyond)}
      <details class="command">
        <summary>Every product</summary>
        ${scopeMatrix('Access for each product', scopes)}
      </details>
      ${form(props)}`,
  );
}

function beyond(lacks: CheckTokenProps['beyond']): SafeHtml | undefined {
  if (!lacks) return undefined;
  return html`<div class="alert alert-warning">
    <p class="alert-title">Your session has less access than this token</p>
    <p>
      Linode gives a token no more than the session has that makes it. Yours lacks
      <code>${lacks.scopes}</code>. You can allow that for this session, and come back here.
    </p>
    <p><a class="alert-link" href="${lacks.href}">Allow this access</a></p>
  </div>`;
}

function form({ draft, draftedAt, proof }: CheckTokenProps): SafeHtml {
  return html`<form class="form" method="post" action="${paths.checkToken.to({})}" novalidate>
    ${proofField(proof)}
    <input type="hidden" name="draft" value="${draft}" />
    <input type="hidden" name="drafted" value="${draftedAt}" />
    <div class="actions">
      <button type="submit" class="btn btn-primary">Create token</button>
    </div>
    <p class="form-text">
      The next page shows the token once. Sending this twice creates one token.
    </p>
  </form>`;
}

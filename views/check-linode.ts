import { html, type SafeHtml } from '@remix-run/html-template';
import { backLink } from './components/back-link.ts';
import { checkList, type Check } from './components/check-list.ts';
import { commandList, type Command } from './components/command-list.ts';
import { errorOf, errorSummary, formTitle, type FormErrors } from './components/error-summary.ts';
import { notice } from './components/notice.ts';
import { passwordField } from './components/password-field.ts';
import { priceWords, type Price } from './components/price.ts';
import { proofField } from './components/proof-field.ts';
import { summaryList, type SummaryRow } from './components/summary-list.ts';
import { layout, type Chrome } from './layout.ts';

export interface CheckLinodeProps {
  readonly requestId: string;
  /** When what this page shows was drafted: another window may have changed it since. */
  readonly draftedAt: number;
  readonly proof: string;
  readonly action: string;
  readonly rows: readonly {
    readonly name: string;
    readonly value: string;
    readonly note?: string;
  }[];
  readonly changeHref: string;
  readonly price?: (Price & { readonly region: string }) | undefined;
  readonly backups?: Price | undefined;
  readonly checks: readonly Check[];
  /** The same create as curl, CLI and Terraform; never with the password. */
  readonly commands: readonly Command[];
  /** Whose SSH keys go in; with any, the password is optional. */
  readonly keysOf: readonly string[];
  /** False when there is no image, and so no root user. */
  readonly passwordWanted: boolean;
  readonly errors: FormErrors;
  readonly notice?: string | undefined;
}

export function checkLinodePage(chrome: Chrome, props: CheckLinodeProps): SafeHtml {
  const { errors, rows, changeHref, checks, commands } = props;
  const scripts = ['copy.js', ...(errors.length > 0 ? ['focus-errors.js'] : [])];
  return layout(
    chrome,
    { title: formTitle('Check before creating', errors), scripts },
    html`${backLink(changeHref, 'Change the answers')} ${errorSummary(errors)}
      ${errors.length === 0 ? notice(props.notice) : ''}
      <h1>Check before creating</h1>
      ${summaryList([...rows, ...priceRows(props)])} ${checkList(checks)}
      ${checks.some(({ outcome }) => outcome === 'block') ? blocked(changeHref) : form(props)}
      ${commandList(commands)}`,
  );
}

function priceRows({ price, backups }: CheckLinodeProps): readonly SummaryRow[] {
  return [
    ...(price ? [{ name: 'Price', value: priceWords(price), note: `in ${price.region}` }] : []),
    ...(backups ? [{ name: 'Backups', value: priceWords(backups), note: 'if switched on' }] : []),
  ];
}

function blocked(changeHref: string): SafeHtml {
  return html`<p class="lead">
    This Linode cannot be created as it stands: see what is marked “Blocked” above.
    <a href="${changeHref}">Change the answers</a>
  </p>`;
}

function form({
  action,
  proof,
  requestId,
  draftedAt,
  passwordWanted,
  keysOf,
  errors,
}: CheckLinodeProps): SafeHtml {
  const error = errorOf(errors, 'root_password');
  return html`<form class="form" method="post" action="${action}" novalidate>
    ${proofField(proof)}
    <input type="hidden" name="request" value="${requestId}" />
    <input type="hidden" name="drafted" value="${draftedAt}" />
    ${passwordWanted ? passwordField(keysOf, error) : ''}
    <div class="actions">
      <button type="submit" class="btn btn-primary">Create Linode</button>
    </div>
    <p class="form-text">Billing begins when Linode accepts. Sending twice creates one Linode.</p>
  </form>`;
}

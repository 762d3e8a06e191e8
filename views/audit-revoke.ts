import { html, type SafeHtml } from '@remix-run/html-template';
import { paths } from '../server/paths.ts';
import { amount } from './components/audit-amount.ts';
import { kindWord } from './components/audit-kind.ts';
import { auditPage } from './components/audit-page.ts';
import { reasonField } from './components/audit-reason.ts';
import { backLink } from './components/back-link.ts';
import { errorOf, errorSummary, formTitle, type FormErrors } from './components/error-summary.ts';
import { proofField } from './components/proof-field.ts';
import { table } from './components/table.ts';
import type { Chrome } from './layout.ts';

export interface AuditRevokeProps {
  readonly targets: readonly RevokeTarget[];
  readonly reason: string;
  readonly alsoBlock: boolean;
  /** The person who can be blocked along with it. */
  readonly offersBlock?: string | undefined;
  /** An extra sentence: "You will be signed out." */
  readonly warning?: string | undefined;
  readonly errors: FormErrors;
  readonly proof: string;
  readonly backHref: string;
}

export interface RevokeTarget {
  readonly ref: string;
  readonly owner: string;
  readonly kind: string;
  readonly label: string;
  /** What will happen to it, and what stops working. */
  readonly consequence: string;
}

export function auditRevokePage(chrome: Chrome, props: AuditRevokeProps): SafeHtml {
  const { targets, warning, errors, backHref } = props;
  const title = `Revoke ${amount(targets.length, 'token')}`;
  return auditPage(
    chrome,
    {
      title: formTitle(title, errors),
      place: 'tokens',
      scripts: errors.length > 0 ? ['focus-errors.js'] : [],
    },
    html`${backLink(backHref, 'Back without revoking')} ${errorSummary(errors)}
      <h1>${title}?</h1>
      ${warning ? html`<p class="alert alert-warning">${warning}</p>` : ''} ${targetTable(targets)}
      ${form(props, title)}`,
  );
}

function targetTable(targets: readonly RevokeTarget[]): SafeHtml {
  return table({
    id: 'targets',
    caption: `${amount(targets.length, 'token')} to revoke`,
    head: html`<th scope="col">Label</th>
      <th scope="col">User</th>
      <th scope="col" class="wide">Kind</th>
      <th scope="col">What happens</th>`,
    rows: targets.map(
      ({ owner, kind, label, consequence }) =>
        html`<tr>
          <th scope="row"><bdi>${label || 'No label'}</bdi></th>
          <td><bdi>${owner}</bdi></td>
          <td class="wide">${kindWord(kind)}</td>
          <td>${consequence}</td>
        </tr>`,
    ),
  });
}

function form(props: AuditRevokeProps, title: string): SafeHtml {
  const { targets, reason, errors, proof, backHref } = props;
  return html`<form class="form" method="post" action="${paths.auditRevoke.to({})}" novalidate>
    ${proofField(proof)}
    <input type="hidden" name="step" value="revoke" />
    ${targets.map(({ ref }) => html`<input type="hidden" name="target" value="${ref}" />`)}
    ${reasonField({ value: reason, error: errorOf(errors, 'reason') })} ${blockBox(props)}
    <div class="actions">
      <button type="submit" class="btn btn-danger">${title}</button>
      <a class="btn btn-link" href="${backHref}">Cancel</a>
    </div>
  </form>`;
}

function blockBox({ offersBlock, alsoBlock }: AuditRevokeProps): SafeHtml | undefined {
  if (offersBlock === undefined) return undefined;
  return html`<div class="form-check field">
    <input
      class="form-check-input"
      type="checkbox"
      id="block"
      name="block"
      value="yes"
      ${alsoBlock ? html`checked` : ''}
    />
    <label class="form-check-label" for="block">
      Block <bdi>${offersBlock}</bdi> from this portal until an admin clears it
    </label>
  </div>`;
}

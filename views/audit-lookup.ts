import { html, type SafeHtml } from '@remix-run/html-template';
import { paths } from '../server/paths.ts';
import { amount } from './components/audit-amount.ts';
import { auditPage } from './components/audit-page.ts';
import type { AuditTokenRow } from './components/audit-token-row.ts';
import { plainTokenTable } from './components/audit-token-table.ts';
import { errorOf, errorSummary, formTitle, type FormErrors } from './components/error-summary.ts';
import { textField } from './components/field.ts';
import { proofField } from './components/proof-field.ts';
import type { Chrome } from './layout.ts';

export interface AuditLookupProps {
  readonly proof: string;
  readonly errors: FormErrors;
  readonly answer?:
    | { readonly found: readonly AuditTokenRow[] }
    | { readonly none: string }
    | undefined;
}

/** What was typed is never in the answer: it may be a token that works. */
export function auditLookupPage(chrome: Chrome, props: AuditLookupProps): SafeHtml {
  const { proof, errors, answer } = props;
  return auditPage(
    chrome,
    {
      title: formTitle('Whose token is this?', errors),
      place: 'lookup',
      scripts: errors.length > 0 ? ['focus-errors.js'] : [],
    },
    html`${errorSummary(errors)}
      <h1>Whose token is this?</h1>
      ${answer && errors.length === 0 ? answered(answer) : ''}
      <form class="form" method="post" action="${paths.auditLookup.to({})}" novalidate>
        ${proofField(proof)}
        ${textField({
          name: 'token',
          label: 'Token or its first 16 characters',
          hint: 'Compared with what Linode shows of each token. It is neither stored nor logged.',
          error: errorOf(errors, 'token'),
          value: '',
        })}
        <div class="actions">
          <button type="submit" class="btn btn-primary">Look up</button>
        </div>
      </form>`,
  );
}

function answered(answer: NonNullable<AuditLookupProps['answer']>): SafeHtml {
  if ('none' in answer) {
    return html`<div class="alert alert-info" role="status">
      <p class="alert-title">No owner found</p>
      <p>${answer.none}</p>
    </div>`;
  }
  const { found } = answer;
  return html`<h2>Found</h2>
    ${plainTokenTable(`${amount(found.length, 'token')} with this beginning`, found)}
    <h2>Look up another</h2>`;
}

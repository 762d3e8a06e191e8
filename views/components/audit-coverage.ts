import { html, type SafeHtml } from '@remix-run/html-template';
import { amount } from './audit-amount.ts';
import { personLink } from './audit-person.ts';

/** Whose tokens are known. A list that cannot be complete says so. */
export type Coverage =
  | { readonly seen: number; readonly total: number; readonly missing: readonly string[] }
  | { readonly problem: string };

export function coverageMeter(coverage: Coverage): SafeHtml {
  if ('problem' in coverage) {
    return html`<div class="alert alert-warning">
      <p class="alert-title">How complete this is cannot be told</p>
      <p>${coverage.problem}</p>
    </div>`;
  }
  const { seen, total, missing } = coverage;
  return html`<div class="coverage">
    <label for="coverage">Tokens seen for ${seen} of ${amount(total, 'user')}</label>
    <meter id="coverage" min="0" max="${Math.max(total, 1)}" value="${seen}">
      ${seen} of ${total}
    </meter>
    ${missing.length > 0 ? missingPeople(missing) : ''}
  </div>`;
}

function missingPeople(missing: readonly string[]): SafeHtml {
  const have = missing.length === 1 ? 'This user has' : `These ${missing.length} have`;
  return html`<p>
    ${have} not connected: ${missing.map(named)}. What they hold is not known here.
  </p>`;
}

function named(username: string, index: number): SafeHtml {
  return html`${index > 0 ? ', ' : ''}${personLink(username)}`;
}

import { html, type SafeHtml } from '@remix-run/html-template';
import { paths } from '../../server/paths.ts';
import { reasonField } from './audit-reason.ts';
import { errorOf, type FormErrors } from './error-summary.ts';
import { proofField } from './proof-field.ts';

export interface BlockForms {
  readonly block?: (ReasonForm & { readonly refusal?: string | undefined }) | undefined;
  readonly unblock?: ReasonForm | undefined;
}

interface ReasonForm {
  readonly proof: string;
  readonly reason: string;
  readonly errors: FormErrors;
}

/** Blocks from the portal, or clears it: one or the other, for a person is blocked or is not. */
export function blockForms(username: string, { block, unblock }: BlockForms): SafeHtml | undefined {
  if (unblock) {
    return html`<h2>Let in again</h2>
      ${form(unblock, {
        action: paths.auditUnblock.to({ name: username }),
        text: 'May sign in to this portal again. What was revoked stays revoked.',
        button: html`<button type="submit" class="btn btn-primary">Clear the block</button>`,
      })}`;
  }
  if (!block) return undefined;
  if (block.refusal)
    return html`<h2>Block</h2>
      <p>${block.refusal}</p>`;
  return html`<h2>Block</h2>
    ${form(block, {
      action: paths.auditBlock.to({ name: username }),
      text: 'Ends the sessions here and refuses sign-in until an admin clears it. The Linode user itself stays as it is.',
      button: html`<button type="submit" class="btn btn-danger">
        Block <bdi>${username}</bdi>
      </button>`,
    })}`;
}

interface Form {
  readonly action: string;
  readonly text: string;
  readonly button: SafeHtml;
}

function form({ proof, reason, errors }: ReasonForm, { action, text, button }: Form): SafeHtml {
  return html`<form class="form" method="post" action="${action}" novalidate>
    ${proofField(proof)}
    <p>${text}</p>
    ${reasonField({ value: reason, error: errorOf(errors, 'reason') })}
    <div class="actions">${button}</div>
  </form>`;
}

import { html, type SafeHtml } from '@remix-run/html-template';
import { paths } from '../server/paths.ts';
import { backLink } from './components/back-link.ts';
import { createFields } from './components/create-fields.ts';
import { errorSummary, formTitle, type FormErrors } from './components/error-summary.ts';
import { keyChoice, type Keys } from './components/key-choice.ts';
import { notice } from './components/notice.ts';
import { chosenPrice, type ChosenPrice } from './components/chosen-price.ts';
import type { PlanOption } from './components/plan-option.ts';
import { proofField } from './components/proof-field.ts';
import type { OptionGroup } from './components/select.ts';
import { layout, type Chrome } from './layout.ts';

export type { FormErrors } from './components/error-summary.ts';
export type { PlanOption } from './components/plan-option.ts';
export type { Option, OptionGroup } from './components/select.ts';

export interface CreateLinodeProps {
  readonly requestId: string;
  readonly proof: string;
  readonly action: string;
  readonly values: {
    readonly region: string;
    readonly type: string;
    readonly image: string;
    readonly label: string;
    readonly tags: string;
    readonly authorizedUsers: readonly string[];
  };
  readonly errors: FormErrors;
  readonly regions: readonly OptionGroup[];
  readonly plans: readonly OptionGroup<PlanOption>[];
  readonly images: readonly OptionGroup[];
  readonly keys: Keys;
  readonly price?: ChosenPrice | undefined;
  /** Why this person may not create; then there is no form. */
  readonly refusal?: string | undefined;
  readonly notice?: string | undefined;
}

export function createLinodePage(chrome: Chrome, props: CreateLinodeProps): SafeHtml {
  const { errors, refusal } = props;
  const scripts = ['update-options.js', ...(errors.length > 0 ? ['focus-errors.js'] : [])];
  return layout(
    chrome,
    { title: formTitle('Create a Linode', errors), scripts },
    html`${backLink(paths.linodes.to({}), 'Linodes')} ${errorSummary(errors)}
      ${errors.length === 0 ? notice(props.notice) : ''}
      <h1>Create a Linode</h1>
      ${refusal ? html`<p class="lead">${refusal}</p>` : createForm(props)}`,
  );
}

function createForm(props: CreateLinodeProps): SafeHtml {
  return html`<form class="form" id="create" method="post" action="${props.action}" novalidate>
    ${proofField(props.proof)}
    <input type="hidden" name="request" value="${props.requestId}" />
    ${createFields(props)} ${keyChoice(props.keys, props.values.authorizedUsers, props.errors)}
    ${chosenPrice(props.price)}
    <div class="actions">
      <button type="submit" class="btn btn-primary" name="step" value="check">Continue</button>
      <button type="submit" class="btn btn-sm btn-outline-secondary" name="step" value="update">
        Update options
      </button>
    </div>
    <p class="form-text">Nothing is created yet: the next page shows everything once more.</p>
  </form>`;
}

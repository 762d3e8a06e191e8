import { html, type SafeHtml } from '@remix-run/html-template';
import { paths } from '../server/paths.ts';
import { backLink } from './components/back-link.ts';
import { errorOf, errorSummary, formTitle, type FormErrors } from './components/error-summary.ts';
import { described, fieldError, fieldHint, textField } from './components/field.ts';
import { notice } from './components/notice.ts';
import { proofField } from './components/proof-field.ts';
import { radios } from './components/radios.ts';
import { scopeChoice, type ScopeChoice } from './components/scope-choice.ts';
import { layout, type Chrome } from './layout.ts';

export interface CreateTokenProps {
  readonly draft: string;
  readonly proof: string;
  readonly recipes: readonly {
    readonly title: string;
    readonly why: string;
    readonly href: string;
    readonly isChosen: boolean;
  }[];
  readonly label: string;
  readonly expiry: string;
  readonly expiryDate: string;
  /** False where the house's policy wants an end. */
  readonly neverAllowed: boolean;
  readonly scopes: Omit<ScopeChoice, 'error'>;
  readonly errors: FormErrors;
  readonly notice?: string | undefined;
}

export function createTokenPage(chrome: Chrome, props: CreateTokenProps): SafeHtml {
  const { errors } = props;
  return layout(
    chrome,
    {
      title: formTitle('Create a token', errors),
      scripts: errors.length > 0 ? ['focus-errors.js'] : [],
    },
    html`${backLink(paths.myTokens.to({}), 'My tokens')} ${errorSummary(errors)}
      ${errors.length === 0 ? notice(props.notice) : ''}
      <h1>Create a token</h1>
      ${recipeList(props.recipes)} ${form(props)}`,
  );
}

function recipeList(recipes: CreateTokenProps['recipes']): SafeHtml {
  return html`<section class="recipes" aria-labelledby="recipes-title">
    <h2 id="recipes-title">Begin with the least that will do</h2>
    <ul>
      ${recipes.map(
        ({ title, why, href, isChosen }) =>
          html`<li>
            <a href="${href}" ${isChosen ? html`aria-current="true"` : ''}>${title}</a>
            <span class="note">${why}</span>
          </li>`,
      )}
    </ul>
  </section>`;
}

function form(props: CreateTokenProps): SafeHtml {
  const { draft, proof, label, errors, scopes } = props;
  return html`<form class="form" method="post" action="${paths.createToken.to({})}" novalidate>
    ${proofField(proof)}
    <input type="hidden" name="draft" value="${draft}" />
    ${textField({
      name: 'label',
      label: 'Label',
      hint: '1 to 100 characters. Name the program or machine that will use it.',
      error: errorOf(errors, 'label'),
      value: label,
    })}
    ${expiryField(props)} ${scopeChoice({ ...scopes, error: errorOf(errors, 'scopes') })}
    <div class="actions">
      <button type="submit" class="btn btn-primary">Check token</button>
    </div>
    <p class="form-text">Nothing is created yet: the next page shows everything once more.</p>
  </form>`;
}

function expiryField({ errors, expiry, expiryDate, neverAllowed }: CreateTokenProps): SafeHtml {
  const never = {
    value: 'never',
    label: 'Never',
    note: 'It works until somebody revokes it, also after you have left.',
  };
  return radios({
    name: 'expiry',
    label: 'Expires',
    error: errorOf(errors, 'expiry'),
    value: expiry,
    options: [
      { value: '1', label: 'In 1 month' },
      { value: '3', label: 'In 3 months' },
      { value: '6', label: 'In 6 months' },
      { value: 'date', label: 'On a date', more: dateField(expiryDate, errors) },
      ...(neverAllowed ? [never] : []),
    ],
  });
}

function dateField(value: string, errors: FormErrors): SafeHtml {
  const error = errorOf(errors, 'expiry_date');
  const hint = 'Year, month and day, such as 2027-01-31. It ends as that day begins.';
  const about = { name: 'expiry_date', label: 'Date', hint, error };
  return html`<label class="form-label" for="expiry_date">Date</label> ${fieldHint(about)}
    ${fieldError(about)}
    <input
      class="form-control ${error ? 'is-invalid' : ''}"
      type="text"
      autocomplete="off"
      id="expiry_date"
      name="expiry_date"
      value="${value}"
      ${described(about)}
    />`;
}

import { html, type SafeHtml } from '@remix-run/html-template';
import { paths } from '../server/paths.ts';
import { backLink } from './components/back-link.ts';
import { errorOf, errorSummary, formTitle, type FormErrors } from './components/error-summary.ts';
import { textField } from './components/field.ts';
import { notice } from './components/notice.ts';
import { proofField } from './components/proof-field.ts';
import { layout, type Chrome } from './layout.ts';

export interface RenameTokenProps {
  readonly id: number;
  readonly current: string;
  readonly label: string;
  readonly proof: string;
  readonly errors: FormErrors;
  readonly notice?: string | undefined;
}

export function renameTokenPage(chrome: Chrome, props: RenameTokenProps): SafeHtml {
  const { id, current, label, proof, errors } = props;
  return layout(
    chrome,
    {
      title: formTitle('Rename a token', errors),
      scripts: errors.length > 0 ? ['focus-errors.js'] : [],
    },
    html`${backLink(paths.myTokens.to({}), 'My tokens')} ${errorSummary(errors)}
      ${errors.length === 0 ? notice(props.notice) : ''}
      <h1>Rename <bdi>${current}</bdi></h1>
      <form class="form" method="post" action="${paths.renameToken.to({ id })}" novalidate>
        ${proofField(proof)}
        ${textField({
          name: 'label',
          label: 'Label',
          hint: '1 to 100 characters. The token itself stays the same.',
          error: errorOf(errors, 'label'),
          value: label,
        })}
        <div class="actions">
          <button type="submit" class="btn btn-primary">Rename token</button>
          <a class="btn btn-link" href="${paths.myTokens.to({})}">Cancel</a>
        </div>
      </form>`,
  );
}

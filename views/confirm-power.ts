import { html, type SafeHtml } from '@remix-run/html-template';
import { paths } from '../server/paths.ts';
import { powerWords, type PowerAction } from './components/power.ts';
import { proofField } from './components/proof-field.ts';
import { layout, type Chrome } from './layout.ts';

export interface ConfirmPowerProps {
  readonly linode: { readonly id: number; readonly label: string };
  readonly action: PowerAction;
  readonly consequence: string;
  readonly proof: string;
  /** Why the last try was refused. */
  readonly problem?: string | undefined;
}

export function confirmPowerPage(chrome: Chrome, props: ConfirmPowerProps): SafeHtml {
  const { linode, action, consequence, proof, problem } = props;
  const title = `${powerWords[action]} ${linode.label}`;
  return layout(
    chrome,
    { title: problem ? `Error: ${title}` : title },
    html`<div class="narrow">
      ${problem ? refusal(problem) : ''}
      <h1>${powerWords[action]} <bdi>${linode.label}</bdi>?</h1>
      <p class="lead">${consequence}</p>
      <form
        class="actions"
        method="post"
        action="${paths.linodeAction.to({ id: linode.id, action })}"
      >
        ${proofField(proof)}
        <button type="submit" class="btn btn-primary">${powerWords[action]}</button>
        <a class="btn btn-link" href="${paths.linode.to({ id: linode.id })}">Cancel</a>
      </form>
    </div>`,
  );
}

function refusal(problem: string): SafeHtml {
  return html`<div class="alert alert-warning" role="alert">
    <p class="alert-title">Linode did not do it</p>
    <p>${problem}</p>
  </div>`;
}

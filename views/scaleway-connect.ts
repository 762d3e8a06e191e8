import { html, type SafeHtml } from '@remix-run/html-template';
import { paths } from '../server/paths.ts';
import { errorOf, errorSummary, formTitle, type FormErrors } from './components/error-summary.ts';
import { described, field, invalidClass } from './components/field.ts';
import { notice } from './components/notice.ts';
import { proofField } from './components/proof-field.ts';
import { layout, type Chrome } from './layout.ts';

export interface ScalewayConnectProps {
  readonly proof: string;
  readonly errors: FormErrors;
  readonly notice?: string | undefined;
}

export function scalewayConnectPage(chrome: Chrome, props: ScalewayConnectProps): SafeHtml {
  const { errors } = props;
  return layout(
    chrome,
    {
      title: formTitle('Connect Scaleway', errors),
      scripts: errors.length > 0 ? ['focus-errors.js'] : [],
    },
    html`${errorSummary(errors)} ${errors.length === 0 ? notice(props.notice) : ''}
      <h1>Connect Scaleway</h1>
      <div class="prose">
        <p class="lead">See your Scaleway servers of all zones in one list.</p>
        <p>
          Scaleway has no sign-in for portals, so Quayside asks with an API key of yours. Make one
          for this alone at Scaleway, with the permission set <b>InstancesReadOnly</b> and an end.
        </p>
        <ul>
          <li>Scaleway is asked first whether it takes the key. If not, the key is not kept.</li>
          <li>It is sealed on the server beside your Linode token and is never shown again.</li>
          <li>
            It lasts as long as this session: signing out forgets it, and so does Disconnect. At
            Scaleway it stays valid until you delete it there.
          </li>
        </ul>
      </div>
      ${form(props)}`,
  );
}

function form({ proof, errors }: ScalewayConnectProps): SafeHtml {
  return html`<form class="form" method="post" action="${paths.scalewayConnect.to({})}" novalidate>
    ${proofField(proof)} ${keyField(errorOf(errors, 'secret_key'))}
    <div class="actions">
      <button type="submit" class="btn btn-primary">Connect Scaleway</button>
    </div>
  </form>`;
}

/** It never has a value: what was typed is not sent back. */
function keyField(error: string | undefined): SafeHtml {
  const hint = 'Of the form 11111111-2222-3333-4444-555555555555. Not the access key, SCW….';
  const about = { name: 'secret_key', label: 'Scaleway secret key', hint, error };
  return field(
    about,
    html`<input
      class="form-control ${invalidClass(about)}"
      type="password"
      id="secret_key"
      name="secret_key"
      autocomplete="current-password"
      ${described(about)}
    />`,
  );
}

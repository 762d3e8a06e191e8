import { html, type SafeHtml } from '@remix-run/html-template';
import { paths } from '../../server/paths.ts';
import { proofField } from './proof-field.ts';

export type PowerAction = 'boot' | 'reboot' | 'shutdown';

/** Linode's own words for the acts. */
export const powerWords: Readonly<Record<PowerAction, string>> = {
  boot: 'Power on',
  reboot: 'Reboot',
  shutdown: 'Shut down',
};

/** In which states each act makes sense; the live island shows and hides by these. */
const possibleWhen: Readonly<Record<PowerAction, string>> = {
  boot: 'offline stopped',
  reboot: 'running',
  shutdown: 'running',
};

interface Power {
  readonly id: number;
  readonly actions: readonly PowerAction[];
  readonly bootProof: string;
  readonly live: object | undefined;
}

/** Powering on is reversible and goes at once; what interrupts leads to a page that asks first. */
export function powerActions({ id, actions, bootProof, live }: Power): SafeHtml | undefined {
  const shown = (action: PowerAction): SafeHtml => {
    const hidden = actions.includes(action) ? '' : html`hidden`;
    return html`${live ? html`data-when="${possibleWhen[action]}"` : ''} ${hidden}`;
  };
  // Someone who may do one act now may do the others in another state; who may do none, may not.
  if (actions.length === 0) return live ? afterwards(id) : undefined;
  return html`<div class="actions">
    <form method="post" action="${paths.linodeAction.to({ id, action: 'boot' })}" ${shown('boot')}>
      ${proofField(bootProof)}
      <button type="submit" class="btn btn-primary">${powerWords.boot}</button>
    </form>
    ${(['reboot', 'shutdown'] as const).map((action) => confirmLink(id, action, shown(action)))}
  </div>`;
}

function confirmLink(id: number, action: PowerAction, shown: SafeHtml): SafeHtml {
  const href = paths.linodeAction.to({ id, action });
  return html`<a class="btn btn-outline-primary" href="${href}" ${shown}>${powerWords[action]}</a>`;
}

function afterwards(id: number): SafeHtml {
  return html`<p data-when="running offline stopped final" hidden>
    The state has changed. <a href="${paths.linode.to({ id })}">Show what can be done now</a>
  </p>`;
}

import { html, type SafeHtml } from '@remix-run/html-template';
import { paths } from '../server/paths.ts';
import { activity, type Activity } from './components/activity.ts';
import { backLink } from './components/back-link.ts';
import { linodeFacts, type LinodeFacts, type Provenance } from './components/linode-facts.ts';
import { liveStatus } from './components/live-status.ts';
import { powerActions, type PowerAction } from './components/power.ts';
import { sshLine } from './components/ssh-line.ts';
import { statusWord } from './components/status.ts';
import { layout, type Chrome } from './layout.ts';

export type { Price } from './components/price.ts';

export interface LinodeProps {
  readonly linode: LinodeFacts;
  readonly percent?: number | undefined;
  readonly checkedAt: string;
  /** What may be done in this state, by this person. */
  readonly actions: readonly PowerAction[];
  readonly bootProof: string;
  /** The session lacks linodes:read_write; this is where Linode asks for it. */
  readonly stepUpHref?: string | undefined;
  readonly provenance?: Provenance | undefined;
  readonly activity: Activity;
  /** Present while the state is in motion. */
  readonly live?: { readonly eventsHref: string; readonly statusHref: string } | undefined;
  readonly refreshSeconds?: number | undefined;
}

export function linodePage(chrome: Chrome, props: LinodeProps): SafeHtml {
  const { linode, provenance, refreshSeconds } = props;
  const ipv4 = linode.ipv4[0];
  return layout(
    chrome,
    { title: linode.label, scripts: ['live.js', 'copy.js'], refreshSeconds },
    html`${backLink(paths.linodes.to({}), 'Linodes')}
      <h1><bdi>${linode.label}</bdi></h1>
      ${status(props)} ${actions(props)} ${ipv4 ? sshLine(ipv4) : ''}
      <h2>Details</h2>
      ${linodeFacts(linode, provenance)}
      <p>
        <a href="${paths.browseItem.to({ collection: 'linodes', id: linode.id })}"
          >Its disks, configurations, volumes, firewalls and NodeBalancers</a
        >
      </p>
      <h2>Activity</h2>
      ${activity(props.activity, paths.linode.to({ id: linode.id }))}`,
  );
}

function status({ linode, percent, checkedAt, live, refreshSeconds }: LinodeProps): SafeHtml {
  const { id, status: state } = linode;
  const word = statusWord(state);
  const message = { state, word, percent: percent ?? null, checkedAt, final: !live };
  const events = live?.eventsHref ?? '';
  const hrefs = { events, status: live?.statusHref ?? '', again: paths.linode.to({ id }) };
  return liveStatus({ message, hrefs, refreshSeconds });
}

function actions(props: LinodeProps): SafeHtml | undefined {
  const { linode, actions, bootProof, stepUpHref, live } = props;
  if (!stepUpHref) return powerActions({ id: linode.id, actions, bootProof, live });
  return html`<p class="step-up">
    You signed in with access to look. Powering on, rebooting and shutting down need more.
    <a href="${stepUpHref}">Allow changing Linodes</a>
  </p>`;
}

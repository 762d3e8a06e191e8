import { html, type SafeHtml } from '@remix-run/html-template';
import { paths } from '../server/paths.ts';
import { backLink } from './components/back-link.ts';
import { liveStatus } from './components/live-status.ts';
import { proofField } from './components/proof-field.ts';
import { sshLine } from './components/ssh-line.ts';
import { summaryList } from './components/summary-list.ts';
import { time } from './components/time.ts';
import { layout, type Chrome } from './layout.ts';
import type { LiveMessage } from './live.ts';

export interface RequestProps {
  readonly request: {
    readonly id: string;
    readonly label: string;
    readonly region: string;
    readonly plan: string;
    readonly image: string;
    readonly by: string;
    readonly createdAt: string;
  };
  readonly live: LiveMessage;
  readonly linode?: { readonly id: number; readonly ipv4?: string } | undefined;
  /** Refused, unknown or not found, in words. */
  readonly problem?: { readonly text: string; readonly remedy: string } | undefined;
  readonly tryAgain?:
    | { readonly href: string }
    | { readonly action: string; readonly proof: string };
  readonly hrefs: { readonly events: string; readonly status: string; readonly again: string };
  readonly refreshSeconds?: number | undefined;
}

export function requestPage(chrome: Chrome, props: RequestProps): SafeHtml {
  const { request, live, hrefs, refreshSeconds } = props;
  return layout(
    chrome,
    { title: `Request for ${request.label}`, scripts: ['live.js', 'copy.js'], refreshSeconds },
    html`${backLink(paths.requests.to({}), 'Requests')}
      <h1>Request for <bdi>${request.label}</bdi></h1>
      ${problemWords(props)} ${liveStatus({ message: live, hrefs, refreshSeconds })} ${next(props)}
      <h2>What was asked for</h2>
      ${summaryList([
        { name: 'Label', value: html`<bdi>${request.label}</bdi>` },
        { name: 'Region', value: request.region },
        { name: 'Plan', value: request.plan },
        { name: 'Image', value: request.image || 'None' },
        { name: 'Asked', value: html`${time(request.createdAt)} by <bdi>${request.by}</bdi>` },
        { name: 'Request', value: html`<code>${request.id}</code>` },
      ])}`,
  );
}

function problemWords({ problem, tryAgain }: RequestProps): SafeHtml | undefined {
  if (!problem) return undefined;
  return html`<div class="alert alert-warning">
    <p class="alert-title">${problem.text}</p>
    <p>${problem.remedy}</p>
    ${tryAgain ? again(tryAgain) : ''}
  </div>`;
}

function again(tryAgain: NonNullable<RequestProps['tryAgain']>): SafeHtml {
  if ('href' in tryAgain) {
    return html`<p><a class="btn btn-primary" href="${tryAgain.href}">Try again</a></p>`;
  }
  return html`<form method="post" action="${tryAgain.action}">
    ${proofField(tryAgain.proof)}
    <button type="submit" class="btn btn-primary">Send it again</button>
  </form>`;
}

/** Where to go from here. The Linode has a page as soon as Linode gave it a number. */
function next({ linode, live, hrefs }: RequestProps): SafeHtml | undefined {
  if (!linode) return live.final ? undefined : outcome(hrefs.again);
  const href = paths.linode.to({ id: linode.id });
  return html`<p class="actions"><a class="btn btn-primary" href="${href}">Go to Linode</a></p>
    ${linode.ipv4 ? sshLine(linode.ipv4) : ''}`;
}

// The live message carries a state, not what one does about it: that is on the page itself.
function outcome(again: string): SafeHtml {
  return html`<p data-when="final" hidden><a href="${again}">Show what came of it</a></p>`;
}

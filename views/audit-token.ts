import { html, type SafeHtml } from '@remix-run/html-template';
import { paths } from '../server/paths.ts';
import { kindWord } from './components/audit-kind.ts';
import { auditPage } from './components/audit-page.ts';
import { personLink } from './components/audit-person.ts';
import { expiry, type AuditTokenRow } from './components/audit-token-row.ts';
import { backLink } from './components/back-link.ts';
import { proofField } from './components/proof-field.ts';
import { scopeMatrix } from './components/scope-matrix.ts';
import { summaryList } from './components/summary-list.ts';
import { table } from './components/table.ts';
import { time } from './components/time.ts';
import type { Chrome } from './layout.ts';

export type { AuditTokenRow } from './components/audit-token-row.ts';

export interface AuditTokenProps {
  readonly row: AuditTokenRow;
  /** More facts, each with where it comes from: "from Linode, 09:41". */
  readonly facts: readonly {
    readonly name: string;
    readonly value: string;
    readonly source: string;
  }[];
  readonly matrix: readonly {
    readonly product: string;
    readonly level: '' | 'read_only' | 'read_write';
  }[];
  readonly unknownScopes: readonly string[];
  /** What each risk means. */
  readonly explanations: readonly Explained[];
  /** Products it may change and no change is recorded in. */
  readonly unexercised: readonly string[];
  readonly history: readonly { readonly at: string; readonly words: string }[];
  /** How it can be ended, cheapest first. */
  readonly ladder: readonly Explained[];
  readonly proof: string;
}

interface Explained {
  readonly words: string;
  readonly text: string;
}

export function auditTokenPage(chrome: Chrome, props: AuditTokenProps): SafeHtml {
  const { row } = props;
  const label = row.label || 'No label';
  return auditPage(
    chrome,
    { title: `${label} of ${row.owner}`, place: 'tokens' },
    html`${backLink(paths.auditTokens.to({}), 'Tokens')}
      <h1><bdi>${label}</bdi></h1>
      <p class="lead">${kindWord(row.kind)} of ${personLink(row.owner)}</p>
      ${row.state ? html`<p class="alert alert-warning">${row.state}</p>` : ''}
      <div class="panels">
        <section aria-labelledby="facts">
          <h2 id="facts">Facts</h2>
          ${factList(props)}
        </section>
        <section aria-labelledby="risks">
          <h2 id="risks">Risks</h2>
          ${risks(props)} ${endings(props)}
        </section>
        <section aria-labelledby="access">
          <h2 id="access">What it may do</h2>
          ${unexercised(props)} ${access(props)}
        </section>
        <section aria-labelledby="history">
          <h2 id="history">History</h2>
          ${historyTable(props.history)}
        </section>
      </div>`,
  );
}

function factList({ row, facts }: AuditTokenProps): SafeHtml {
  return summaryList([
    ...(row.prefix ? [{ name: 'Begins with', value: html`<code>${row.prefix}…</code>` }] : []),
    { name: 'Scopes', value: row.scopes },
    { name: 'Created', value: time(row.createdAt), note: row.age },
    { name: 'Expires', value: expiry(row.expires) },
    { name: 'Last used', value: row.lastUsed },
    ...facts.map(({ name, value, source }) => ({ name, value, note: source })),
  ]);
}

function risks({ explanations }: AuditTokenProps): SafeHtml {
  if (explanations.length === 0) return html`<p>The policy finds none.</p>`;
  return html`<dl class="explained" data-mark="risk">${explanations.map(explained)}</dl>`;
}

function explained({ words, text }: Explained): SafeHtml {
  return html`<div>
    <dt>${words}</dt>
    <dd>${text}</dd>
  </div>`;
}

function access({ matrix, unknownScopes }: AuditTokenProps): SafeHtml {
  if (matrix.length === 0 && unknownScopes.length === 0) return html`<p>Not known.</p>`;
  const rows = matrix.map(({ product, level }) => ({
    label: product,
    level: level || ('none' as const),
  }));
  return scopeMatrix('Access by product', { isFull: false, rows, unknown: unknownScopes });
}

function unexercised({ unexercised, row }: AuditTokenProps): SafeHtml | undefined {
  if (unexercised.length === 0) return undefined;
  return html`<p>
    It may change ${unexercised.join(', ')}. No such change by <bdi>${row.owner}</bdi> is recorded
    in the last 90 days.
  </p>`;
}

function historyTable(history: AuditTokenProps['history']): SafeHtml {
  if (history.length === 0) return html`<p>No change was seen since Quayside knows of it.</p>`;
  return table({
    id: 'seen',
    caption: 'As Quayside saw it',
    head: html`<th scope="col">What</th>
      <th scope="col">When</th>`,
    rows: history.map(
      ({ at, words }) =>
        html`<tr>
          <th scope="row">${words}</th>
          <td>${time(at)}</td>
        </tr>`,
    ),
  });
}

function endings({ ladder, row, proof }: AuditTokenProps): SafeHtml {
  return html`<h2>How it can be ended</h2>
    ${
      ladder.length > 0
        ? html`<ol class="ladder">
            ${ladder.map(({ words, text }) => html`<li><b>${words}</b> ${text}</li>`)}
          </ol>`
        : ''
    }
    ${row.revocable ? revokeForm(row.ref, proof) : html`<p>It cannot be revoked from here.</p>`}`;
}

function revokeForm(ref: string, proof: string): SafeHtml {
  return html`<form class="actions" method="post" action="${paths.auditRevoke.to({})}">
    ${proofField(proof)}
    <input type="hidden" name="step" value="confirm" />
    <input type="hidden" name="target" value="${ref}" />
    <button type="submit" class="btn btn-primary">Revoke</button>
    <span class="note">The next page asks for a reason and confirms.</span>
  </form>`;
}

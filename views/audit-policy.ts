import { html, type SafeHtml } from '@remix-run/html-template';
import { paths } from '../server/paths.ts';
import { auditPage } from './components/audit-page.ts';
import { personLink } from './components/audit-person.ts';
import { textArea } from './components/audit-reason.ts';
import { proofField } from './components/proof-field.ts';
import { summaryList } from './components/summary-list.ts';
import { table } from './components/table.ts';
import { time } from './components/time.ts';
import type { Chrome } from './layout.ts';

export interface AuditPolicyProps {
  /** SHA-256 of the file in force. */
  readonly hash: string;
  readonly loadedAt: string;
  readonly admins: readonly string[];
  readonly rules: readonly {
    readonly name: string;
    readonly value: string;
    readonly text: string;
  }[];
  readonly preview?: PolicyPreview | undefined;
  /** What stands in the text area. */
  readonly previewText: string;
  readonly proof: string;
}

/** What another policy would change, and for whom. */
interface PolicyPreview {
  readonly changes: readonly { readonly words: string; readonly owners: readonly string[] }[];
  readonly problem?: string | undefined;
}

export function auditPolicyPage(chrome: Chrome, props: AuditPolicyProps): SafeHtml {
  const { hash, loadedAt, admins, rules, preview, previewText, proof } = props;
  return auditPage(
    chrome,
    { title: 'Policy', place: 'policy' },
    html`<h1>Policy</h1>
      ${preview ? previewed(preview) : ''}
      <h2>In force</h2>
      ${rulesTable(rules)}
      ${summaryList([
        { name: 'Admins', value: people(admins) },
        { name: 'Loaded', value: time(loadedAt) },
        { name: 'SHA-256', value: html`<code>${hash}</code>` },
      ])}
      <h2>Preview another</h2>
      <form class="form" method="post" action="${paths.auditPolicy.to({})}" novalidate>
        ${proofField(proof)}
        ${textArea(
          {
            name: 'policy',
            label: 'Policy as YAML',
            hint: 'Shows what it would change. Nothing is saved: the file on the server decides.',
          },
          { value: previewText, rows: 14, classes: 'code' },
        )}
        <div class="actions">
          <button type="submit" class="btn btn-primary">Preview</button>
        </div>
      </form>`,
  );
}

function rulesTable(rules: AuditPolicyProps['rules']): SafeHtml {
  return table({
    id: 'rules',
    caption: 'Rules',
    head: html`<th scope="col">Rule</th>
      <th scope="col">Value</th>
      <th scope="col">What it does</th>`,
    rows: rules.map(
      ({ name, value, text }) =>
        html`<tr>
          <th scope="row">${name}</th>
          <td>${value}</td>
          <td>${text}</td>
        </tr>`,
    ),
  });
}

function previewed({ changes, problem }: PolicyPreview): SafeHtml {
  if (problem) {
    return html`<div class="alert alert-warning" role="status">
      <p class="alert-title">This policy cannot be used</p>
      <p>${problem}</p>
    </div>`;
  }
  return html`<section class="alert alert-info" aria-labelledby="preview">
    <h2 id="preview" class="alert-title">What the other policy would change</h2>
    ${
      changes.length === 0
        ? html`<p>Nothing, for the tokens known now.</p>`
        : html`<ul>
            ${changes.map(({ words, owners }) => html`<li>${words}: ${people(owners)}</li>`)}
          </ul>`
    }
    <p>Nothing was saved.</p>
  </section>`;
}

function people(names: readonly string[]): SafeHtml {
  if (names.length === 0) return html`nobody`;
  return html`${names.map((name, index) => html`${index > 0 ? ', ' : ''}${personLink(name)}`)}`;
}

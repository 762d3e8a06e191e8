import { html, type SafeHtml } from '@remix-run/html-template';

export interface AuditRisk {
  readonly risk: string;
  readonly words: string;
}

/** What is risky about one token, in words; the mark only repeats that there is something. */
export function riskList(risks: readonly AuditRisk[]): SafeHtml {
  if (risks.length === 0) return html`<span class="note">None found</span>`;
  return html`<ul class="risks">
    ${risks.map(({ words }) => html`<li>${words}</li>`)}
  </ul>`;
}

import { html, type SafeHtml } from '@remix-run/html-template';

export function tagList(tags: readonly string[]): SafeHtml | undefined {
  if (tags.length === 0) return undefined;
  return html`<ul class="tags" aria-label="Tags">
    ${tags.map((tag) => html`<li><bdi>${tag}</bdi></li>`)}
  </ul>`;
}

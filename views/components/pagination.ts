import { html, type SafeHtml } from '@remix-run/html-template';

interface Pagination {
  readonly page: number;
  readonly pages: number;
  /** The URL of a page, with every filter kept. */
  readonly href: (page: number) => string;
}

/** Links to the neighbours and the ends; nothing when there is one page. */
export function pagination({ page, pages, href }: Pagination): SafeHtml | undefined {
  if (pages <= 1) return undefined;
  const near = [1, page - 1, page, page + 1, pages].filter((n) => n >= 1 && n <= pages);
  const numbers = [...new Set(near)];
  return html`<nav aria-label="Pages" class="pages">
    <ul>
      ${page > 1 ? html`<li><a href="${href(page - 1)}" rel="prev">Previous</a></li>` : ''}
      ${numbers.map((n, i) => pageItem({ n, page, href, gap: n - (numbers[i - 1] ?? 0) > 1 }))}
      ${page < pages ? html`<li><a href="${href(page + 1)}" rel="next">Next</a></li>` : ''}
    </ul>
  </nav>`;
}

interface PageItem extends Pick<Pagination, 'page' | 'href'> {
  readonly n: number;
  readonly gap: boolean;
}

function pageItem({ n, page, href, gap }: PageItem): SafeHtml {
  const current = n === page ? html`aria-current="page"` : '';
  return html`${gap ? html`<li class="gap">…</li>` : ''}
    <li>
      <a href="${href(n)}" ${current}><span class="visually-hidden">Page </span>${n}</a>
    </li>`;
}

import { html, type SafeHtml } from '@remix-run/html-template';
import { paths } from '../../server/paths.ts';

/** One box over everything that has a name or an address. */
export function searchBox(value: string): SafeHtml {
  return html`<form class="filter" method="get" action="${paths.search.to({})}" role="search">
    <div>
      <label for="q">Label, tag, ID or IP address</label>
      <input
        class="form-control form-control-sm"
        id="q"
        name="q"
        value="${value}"
        type="search"
        autocomplete="off"
        spellcheck="false"
      />
    </div>
    <div class="filter-buttons">
      <button type="submit" class="btn btn-outline-primary btn-sm">Search everything</button>
    </div>
  </form>`;
}

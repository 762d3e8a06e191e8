import { html, type SafeHtml } from '@remix-run/html-template';
import { statusTag } from './status.ts';
import { table } from './table.ts';
import { tagList } from './tag-list.ts';
import { time } from './time.ts';

export interface BrowseColumn {
  readonly header: string;
  readonly wide: boolean;
  readonly numeric: boolean;
  /** Where this column sorts, if it can. */
  readonly sortHref?: string | undefined;
  readonly sorted?: 'ascending' | 'descending' | undefined;
}

export interface BrowseCell {
  readonly kind: 'text' | 'time' | 'status' | 'list' | 'tags' | 'nothing';
  readonly text: string;
  /** Of a list; then `text` is empty. */
  readonly items?: readonly string[] | undefined;
  /** So many are not shown. */
  readonly more?: number | undefined;
  readonly href?: string | undefined;
}

export interface BrowseList {
  readonly columns: readonly BrowseColumn[];
  readonly rows: readonly (readonly BrowseCell[])[];
  readonly total: number;
  readonly page: number;
  readonly pages: number;
  readonly one: string;
  readonly many: string;
}

/** `id` names the table within its page. */
export function browseTable(list: BrowseList, id = 'list'): SafeHtml {
  return table({
    id,
    caption: captionOf(list),
    head: html`${list.columns.map(header)}`,
    rows: list.rows.map((cells) => row(list.columns, cells)),
  });
}

function captionOf({ rows, total, one, many }: BrowseList): string {
  const amount = total.toLocaleString('en-US');
  if (rows.length < total) return `${rows.length} of ${amount} ${many}`;
  return total === 1 ? `1 ${one}` : `${amount} ${many}`;
}

function header({ header: text, wide, numeric, sortHref, sorted }: BrowseColumn): SafeHtml {
  const className = classOf(wide, numeric);
  const content = sortHref ? html`<a class="sort" href="${sortHref}">${text}</a>` : html`${text}`;
  return html`<th scope="col" ${className} ${sorted ? html`aria-sort="${sorted}"` : ''}>
    ${content}
  </th>`;
}

function row(columns: readonly BrowseColumn[], [first, ...rest]: readonly BrowseCell[]): SafeHtml {
  return html`<tr>
    <th scope="row">${first === undefined ? '' : linked(first)}</th>
    ${rest.map((cell, index) => {
      const { wide = false, numeric = false } = columns[index + 1] ?? {};
      return html`<td ${classOf(wide, numeric)}>${linked(cell)}</td>`;
    })}
  </tr>`;
}

function classOf(wide: boolean, numeric: boolean): SafeHtml | undefined {
  const names = [wide ? 'wide' : '', numeric ? 'number' : ''].filter(Boolean).join(' ');
  return names === '' ? undefined : html`class="${names}"`;
}

function linked(cell: BrowseCell): SafeHtml {
  return cell.href ? html`<a href="${cell.href}">${browseValue(cell)}</a>` : browseValue(cell);
}

/** One value by itself, as a table and a list of facts show it. */
export function browseValue(cell: BrowseCell): SafeHtml {
  const { kind, text, items = [], more = 0 } = cell;
  const rest = more > 0 ? html` <span class="note">and ${more} more</span>` : '';
  if (kind === 'time') return time(text);
  if (kind === 'status') return statusTag(text);
  if (kind === 'tags') return html`${tagList(items)}${rest}`;
  if (kind === 'list') return html`<bdi>${items.join(', ')}</bdi>${rest}`;
  if (kind === 'nothing') return html`<span class="nothing">${text}</span>`;
  return html`<bdi>${text}</bdi>`;
}

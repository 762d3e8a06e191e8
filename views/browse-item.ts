import { html, type SafeHtml } from '@remix-run/html-template';
import { activity, type Activity } from './components/activity.ts';
import { backLink } from './components/back-link.ts';
import {
  browseTable,
  browseValue,
  type BrowseCell,
  type BrowseList,
} from './components/browse-table.ts';
import { problem } from './components/problem.ts';
import { summaryList } from './components/summary-list.ts';
import { layout, type Chrome } from './layout.ts';

export interface BrowseItemProps {
  readonly title: string;
  readonly back: { readonly href: string; readonly text: string };
  readonly here: string;
  readonly facts: readonly { readonly name: string; readonly cell: BrowseCell }[];
  readonly parts: readonly BrowsePart[];
  /** Absent where Linode's events tell of no such things. */
  readonly activity: Activity | undefined;
}

export interface BrowsePart {
  readonly title: string;
  readonly empty: string;
  readonly list: BrowseList | { readonly problem: string };
  /** Its own page. */
  readonly all?: { readonly href: string; readonly text: string } | undefined;
}

/** One thing: what is known of it, what belongs to it, and what happened to it. */
export function browseItemPage(chrome: Chrome, props: BrowseItemProps): SafeHtml {
  const { title, back, here, facts, parts } = props;
  return layout(
    chrome,
    { title },
    html`${backLink(back.href, back.text)}
      <h1><bdi>${title}</bdi></h1>
      ${summaryList(facts.map(({ name, cell }) => ({ name, value: factValue(cell) })))}
      ${parts.map((one, index) => part(one, `part-${index + 1}`, here))}
      ${props.activity === undefined ? '' : whatHappened(props.activity, here)}`,
  );
}

function whatHappened(events: Activity, here: string): SafeHtml {
  return html`<h2>Activity</h2>
    ${activity(events, here)}`;
}

function factValue(cell: BrowseCell): SafeHtml {
  const value = browseValue(cell);
  return cell.href ? html`<a href="${cell.href}">${value}</a>` : value;
}

function part({ title, empty, list, all }: BrowsePart, id: string, here: string): SafeHtml {
  return html`<section aria-labelledby="${id}">
    <h2 id="${id}">${title}</h2>
    ${
      'problem' in list
        ? problem({ title: `${title} cannot be shown`, text: list.problem, tryAgain: here })
        : listOrEmpty(list, empty, id)
    }
    ${all ? html`<p><a href="${all.href}">${all.text}</a></p>` : ''}
  </section>`;
}

function listOrEmpty(list: BrowseList, empty: string, id: string): SafeHtml {
  return list.rows.length === 0 ? html`<p>${empty}</p>` : browseTable(list, `${id}-list`);
}

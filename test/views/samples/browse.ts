import type { BrowseItemProps } from '../../../views/browse-item.ts';
import type { BrowseProps } from '../../../views/browse.ts';
import type { BrowseCell, BrowseList } from '../../../views/components/browse-table.ts';
import type { SearchProps } from '../../../views/search.ts';
import type { Text } from './chrome.ts';

const params = { f1: 'size', o1: 'at-least', v1: '20', sort: 'label', order: 'asc' };
const address = { path: '/browse/volumes', params };

export function sampleList(text: Text): BrowseList {
  const header = (name: string) => ({ header: text(name), wide: false, numeric: false });
  const rows = Array.from({ length: 3 }, (_, index): readonly BrowseCell[] => [
    { kind: 'text', text: text(`volume-${index}`), href: `/browse/volumes/${index}` },
    { kind: 'status', text: text('active') },
    { kind: 'text', text: text('20 GB') },
    { kind: 'tags', text: '', items: [text('production'), text('web')], more: 2 },
    { kind: 'list', text: '', items: [text('192.0.2.7')], more: 1 },
    { kind: 'time', text: text('2026-11-02T09:30:00') },
    { kind: 'nothing', text: 'None' },
  ]);
  const names = ['Label', 'Status', 'Size', 'Tags', 'Addresses', 'Created', 'Linode'];
  const columns = names.map(header).map((column, index) => ({
    ...column,
    wide: index > 2,
    numeric: index === 2,
    ...(index === 0 && { sortHref: '/browse/volumes?sort=label', sorted: 'ascending' as const }),
  }));
  return { columns, rows, total: 112, page: 2, pages: 38, one: 'volume', many: 'volumes' };
}

export function sampleBrowse(text: Text): BrowseProps {
  return {
    title: text('Volumes'),
    about: text('Block storage.'),
    back: { href: '/browse', text: text('Resources') },
    notes: [{ text: text('As told at 09:30.'), link: { href: '/browse', text: text('More') } }],
    errors: [],
    filter: {
      address,
      search: text('web'),
      rows: [
        { field: 'size', operator: 'at-least', value: text('20'), group: false },
        { field: '', operator: 'contains', value: '', group: true },
      ],
      fields: [
        { value: 'label', label: text('Label') },
        { value: 'size', label: text('Size') },
      ],
      operators: [
        { value: 'contains', label: 'contains' },
        { value: 'at-least', label: 'at least' },
      ],
      region: {
        label: text('Prices in'),
        chosen: 'us-east',
        options: [{ value: 'us-east', label: text('Newark, NJ') }],
      },
      match: 'any',
      size: 25,
      sort: 'label',
      order: 'asc',
      expert: text('{"label": "web"}'),
      expertFields: ['label', 'tags'],
      filtered: true,
      presets: [{ text: text('Large'), href: '/browse/volumes?f1=size', current: true }],
      hint: text('Rows count together.'),
    },
    list: sampleList(text),
    exports: { address, curl: text('curl https://api.linode.com'), curlLacks: text('Not all.') },
  };
}

export function sampleItem(text: Text): BrowseItemProps {
  const [row = []] = sampleList(text).rows;
  return {
    title: text('volume-1'),
    back: { href: '/browse/volumes', text: text('Volumes') },
    here: '/browse/volumes/1',
    facts: row.map((cell, index) => ({ name: `Fact ${index}`, cell })),
    parts: [
      {
        title: 'Records',
        empty: 'None.',
        list: { ...sampleList(text), pages: 1 },
        all: { href: '/browse/volumes/1/records', text: text('Filter or export these') },
      },
      { title: 'Rules', empty: 'None.', list: { problem: text('Linode did not answer.') } },
    ],
    activity: [{ at: '2026-11-02T09:30:00', action: text('volume_create'), status: 'finished' }],
  };
}

export function sampleSearch(text: Text): SearchProps {
  const link = { href: '/sign-in?for=read-domains', text: text('Allow reading domains') };
  return {
    q: text('web'),
    panels: [
      {
        name: 'volumes',
        title: 'Volumes',
        list: sampleList(text),
        allHref: '/browse/volumes?q=web',
      },
      { name: 'domains', title: 'Domains', problem: { text: text('Domains need more.'), link } },
    ],
  };
}

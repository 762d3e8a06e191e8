import { Router, type Request, type Response } from 'express';
import { browseHref } from '../../views/components/browse-href.ts';
import { searchPage, type SearchPanel } from '../../views/search.ts';
import { lackedScope, missing } from '../browse/access.ts';
import { textAt, textsAt } from '../browse/cells.ts';
import type { Collection, ListRow } from '../browse/collection.ts';
import { requireCollection } from '../browse/collections.ts';
import { readList } from '../browse/list.ts';
import { readWish, type Asked } from '../browse/query.ts';
import { sendPage } from '../http/answer.ts';
import { sendCsv } from '../http/csv.ts';
import { asksForData } from '../http/list-data.ts';
import { linkFor, toProblem } from '../http/problem.ts';
import { InvalidToken, LinodeError } from '../linode/errors.ts';
import type { Page } from '../linode/paging.ts';
import { paths } from '../paths.ts';
import type { Visitor } from '../session/visitor.ts';
import { namesFor, toListDeps } from './browse-sources.ts';
import { hrefOf, toAddress } from './browse-links.ts';
import { toTable } from './browse-view.ts';
import { textParam } from './list-query.ts';
import type { PageDeps } from './page-deps.ts';

const searched = ['linodes', 'volumes', 'domains', 'images', 'ips'].map(requireCollection);

/** `/search`: Linodes, volumes, domains, images and addresses at once, each as well as it can. */
export function searchPages(deps: PageDeps): Router {
  const router = Router();
  router.get(
    paths.search.pattern,
    deps.limits.exports,
    deps.guards.signedIn(async (req, res, visitor) => {
      const q = textParam(req, 'q');
      const size = asksForData(req) ? 100 : 25;
      const asked: Asked = { ...nothing, q, size };
      const finds = q === '' ? [] : await Promise.all(searched.map(findIn(deps, visitor, asked)));
      if (asksForData(req)) return sendData(req, res, finds);
      const panels = await Promise.all(finds.map(async (find) => await toPanel(deps, asked, find)));
      sendPage(res, searchPage(deps.chromeOf(req, res), { q, panels }));
    }),
  );
  return router;
}

const nothing = {
  rows: [],
  expert: '',
  sort: '',
  order: 'asc',
  page: 1,
  chosen: true,
} as const;

type Find = { readonly one: Collection } & (
  | { readonly list: Page<ListRow> }
  | { readonly error: LinodeError }
);

function findIn(deps: PageDeps, visitor: Visitor, asked: Asked) {
  return async (one: Collection): Promise<Find> => {
    try {
      const lacked = lackedScope(one, visitor);
      if (lacked !== null) throw missing(lacked);
      const collection = searchingMore(one, asked.q);
      const wish = readWish(collection, asked);
      if ('mistakes' in wish) throw new TypeError('a search has no rows that could be wrong');
      return {
        one,
        list: await readList(toListDeps(deps, visitor), collection, { wish, ...asked }),
      };
    } catch (error) {
      if (!(error instanceof LinodeError) || error instanceof InvalidToken) throw error;
      return { one, error };
    }
  };
}

/**
 * A number may be an id, and what has colons an IPv6 address; where Linode cannot look those up, the
 * portal reads the list for them.
 */
function searchingMore(one: Collection, q: string): Collection {
  const has = (field: string) => one.columns.some((column) => column.field === field);
  const isNew = (field: string) => has(field) && !one.search.includes(field);
  if (/^\d+$/.test(q) && isNew('id')) return { ...one, search: [...one.search, 'id'] };
  if (/^[\da-f]*:[\da-f:/]+$/i.test(q) && has('ipv6')) return { ...one, search: ['ipv6'] };
  return one;
}

async function toPanel(deps: PageDeps, asked: Asked, find: Find): Promise<SearchPanel> {
  const { name, title } = find.one;
  if ('error' in find) {
    const problem = toProblem(find.error);
    const here = paths.search.to({}, { q: asked.q });
    const link = linkFor({ retryAfterSeconds: 1, ...problem }, here);
    return { name, title, problem: { text: problem.text, link } };
  }
  const { one, list } = find;
  const shown = toTable(one, asked, { list, names: await namesFor(deps, one) });
  // A search is in the collection's own order: nothing to sort by here.
  const columns = shown.columns.map(({ header, wide, numeric }) => ({ header, wide, numeric }));
  const allHref = list.pages > 1 ? browseHref(toAddress(one, asked)) : undefined;
  return { name, title, list: { ...shown, columns }, allHref };
}

/** What was found in each list, and which lists could not be looked into. */
function sendData(req: Request, res: Response, finds: readonly Find[]): void {
  const rows = finds.flatMap((find) => ('list' in find ? find.list.data.map(toRow(find.one)) : []));
  const without = finds.flatMap((find) =>
    'error' in find ? [{ list: find.one.name, reason: toProblem(find.error).text }] : [],
  );
  if (req.query['format'] !== 'csv') {
    const results = finds.reduce((sum, find) => sum + ('list' in find ? find.list.results : 0), 0);
    return void res.json({ data: rows, page: 1, pages: 1, results, missing: without });
  }
  const columns = ['list', 'label', 'id', 'region', 'addresses', 'tags', 'path'];
  // A file cannot say beside its rows what is missing: its name does.
  const gap = without.length === 0 ? '' : `-without-${without.map(({ list }) => list).join('-')}`;
  sendCsv(res, { name: `search${gap}`, columns, rows });
}

function toRow(one: Collection) {
  const [first] = one.columns;
  return (row: ListRow) => ({
    list: one.name,
    label: textAt(row, first.field),
    id: textAt(row, 'id'),
    region: textAt(row, 'region'),
    addresses: [...textsAt(row, 'ipv4'), textAt(row, 'ipv6')].filter(Boolean).join(' '),
    tags: textsAt(row, 'tags').join(' '),
    path: hrefOf(row, first, one) ?? '',
  });
}

import { Router } from 'express';
import { browseHref } from '../../views/components/browse-href.ts';
import { searchPage, type SearchPanel } from '../../views/search.ts';
import { lackedScope, missing } from '../browse/access.ts';
import type { Collection } from '../browse/collection.ts';
import { requireCollection } from '../browse/collections.ts';
import { readList } from '../browse/list.ts';
import { readWish, type Asked } from '../browse/query.ts';
import { sendPage } from '../http/answer.ts';
import { linkFor, toProblem } from '../http/problem.ts';
import { InvalidToken, LinodeError } from '../linode/errors.ts';
import { paths } from '../paths.ts';
import type { Visitor } from '../session/visitor.ts';
import { namesFor, toListDeps } from './browse.ts';
import { toAddress, toTable } from './browse-view.ts';
import { textParam } from './list-query.ts';
import type { PageDeps } from './page-deps.ts';

const searched = ['linodes', 'volumes', 'domains', 'images', 'ips'].map(requireCollection);

/** `/search`: Linodes, volumes, domains, images and addresses at once, each as well as it can. */
export function searchPages(deps: PageDeps): Router {
  const router = Router();
  router.get(
    paths.search.pattern,
    deps.guards.signedIn(async (req, res, visitor) => {
      const q = textParam(req, 'q');
      const panels =
        q === ''
          ? []
          : await Promise.all(searched.map(async (one) => await find(deps, visitor, { one, q })));
      sendPage(res, searchPage(deps.chromeOf(req, res), { q, panels }));
    }),
  );
  return router;
}

async function find(
  deps: PageDeps,
  visitor: Visitor,
  { one, q }: { readonly one: Collection; readonly q: string },
): Promise<SearchPanel> {
  const { name, title } = one;
  const asked = askFor(q);
  try {
    const lacked = lackedScope(one, visitor);
    if (lacked !== null) throw missing(lacked);
    const collection = searchingIds(one, q);
    const wish = readWish(collection, asked);
    if ('mistakes' in wish) return { name, title };
    const [list, names] = await Promise.all([
      readList(toListDeps(deps, visitor), collection, { wish, ...asked }),
      namesFor(deps, one),
    ]);
    // A search is in the collection's own order: nothing to sort by here.
    const columns = toTable(one, asked, { list, names });
    const shown = {
      ...columns,
      columns: columns.columns.map(({ header, wide, numeric }) => ({ header, wide, numeric })),
    };
    const allHref = list.pages > 1 ? browseHref(toAddress(one, asked)) : undefined;
    return { name, title, list: shown, allHref };
  } catch (error) {
    if (!(error instanceof LinodeError) || error instanceof InvalidToken) throw error;
    const problem = toProblem(error);
    const link = linkFor({ retryAfterSeconds: 1, ...problem }, paths.search.to({}, { q }));
    return { name, title, problem: { text: problem.text, link } };
  }
}

function askFor(q: string): Asked {
  const nothing = { rows: [], expert: '', sort: '', order: 'asc' } as const;
  return { ...nothing, q, size: 25, page: 1, chosen: true };
}

/** A number may be an id; where Linode cannot look ids up, the portal reads the list for it. */
function searchingIds(one: Collection, q: string): Collection {
  const hasId = one.columns.some(({ field, type }) => field === 'id' && type === 'id');
  const isNew = /^\d+$/.test(q) && hasId && !one.search.includes('id');
  return isNew ? { ...one, search: [...one.search, 'id'] } : one;
}

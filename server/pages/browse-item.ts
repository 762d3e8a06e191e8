import { Router } from 'express';
import { browseItemPage, type BrowsePart } from '../../views/browse-item.ts';
import type { Activity } from '../../views/components/activity.ts';
import type { BrowseList } from '../../views/components/browse-table.ts';
import { lackedScope, missing } from '../browse/access.ts';
import { textAt } from '../browse/cells.ts';
import {
  isNumeric,
  isRecord,
  valueAt,
  type Collection,
  type Detail,
  type ListPart,
  type ListRow,
  type Part,
} from '../browse/collection.ts';
import { getItem } from '../browse/list.ts';
import { isListPart, partOf } from '../browse/parts.ts';
import { fetchRows } from '../browse/walk.ts';
import { sendPage, wantedBy } from '../http/answer.ts';
import { toProblem } from '../http/problem.ts';
import { InvalidToken, LinodeError } from '../linode/errors.ts';
import type { Page } from '../linode/paging.ts';
import { paths } from '../paths.ts';
import type { Visitor } from '../session/visitor.ts';
import { namesFor } from './browse-sources.ts';
import { readThing, type Thing } from './browse-thing.ts';
import { toShown, type Names } from './browse-view.ts';
import { actInWords } from './event-words.ts';
import type { PageDeps } from './page-deps.ts';

const PART_ROWS = 100;
const NEWEST = 25;

/** `/browse/:collection/:id`: one thing, what belongs to it, and what happened to it. */
export function browseItemPages(deps: PageDeps): Router {
  const router = Router();
  router.get(
    paths.browseItem.pattern,
    deps.guards.signedIn(async (req, res, visitor) => {
      const thing = readThing(req);
      const { collection, detail, id, path } = thing;
      const lacked = lackedScope(collection, visitor);
      if (lacked !== null) throw missing(lacked);
      if (wantedBy(req) === 'json')
        return void res.json(await getItem(visitor.linode, collection, path));
      const [item, activity, names, ...lists] = await Promise.all([
        getItem(visitor.linode, collection, path),
        activityOf(visitor, detail, id),
        namesFor(deps, withPartColumns(thing)),
        ...(detail.parts ?? []).map(async (part) => await rowsOf(visitor, thing, part)),
      ]);
      const page = browseItemPage(deps.chromeOf(req, res), {
        title: textAt(item, collection.columns[0].field) || id,
        back: {
          href: paths.browseList.to({ collection: collection.name }),
          text: collection.title,
        },
        here: req.originalUrl,
        facts: factsOf(collection, item, names),
        parts: (detail.parts ?? []).map((part, index) =>
          toPart(part, lists[index] ?? membersIn(item, part), { thing, names }),
        ),
        activity,
      });
      sendPage(res, page);
    }),
  );
  return router;
}

/** Its own columns and those of what belongs to it, for the catalogues that name their values. */
function withPartColumns({ collection, detail }: Thing): Pick<Collection, 'columns'> {
  const inner = (detail.parts ?? []).flatMap(({ columns }) => columns);
  const [first, ...rest] = collection.columns;
  return { columns: [first, ...rest, ...inner] };
}

function factsOf(collection: Collection, item: ListRow, names: Names) {
  const plain = { ...collection, detail: undefined };
  return collection.columns.slice(1).map((column) => ({
    name: column.header,
    cell: toShown(item, column, {
      collection: { name: plain.name, columns: plain.columns },
      names,
    }),
  }));
}

type Rows = Page<ListRow> | { readonly problem: string };

/** The first page; nothing for what lies in the thing itself. */
async function rowsOf(visitor: Visitor, thing: Thing, part: Part): Promise<Rows | undefined> {
  if (!isListPart(part)) return undefined;
  const list = partOf(thing.collection, part, { path: thing.path, at: '' });
  const lacked = lackedScope(list, visitor);
  if (lacked !== null) return toOwnProblem(missing(lacked));
  const pageSize = list.unpaged ? undefined : PART_ROWS;
  const source = { path: list.path, pageSize, filter: undefined };
  const page = await fetchRows(visitor.linode, source, 1).catch(toOwnProblem);
  return page ?? ofOnePage([]);
}

function membersIn(item: ListRow, part: Part): Rows {
  const members = isListPart(part) ? [] : valueAt(item, part.field);
  return ofOnePage(Array.isArray(members) ? members.filter(isRecord) : []);
}

function ofOnePage(data: readonly ListRow[]): Page<ListRow> {
  return { data, page: 1, pages: 1, results: data.length };
}

function toPart(
  part: Part,
  rows: Rows,
  { thing, names }: { readonly thing: Thing; readonly names: Names },
): BrowsePart {
  const { title, empty } = part;
  if ('problem' in rows) return { title, empty, list: rows };
  // Here it is shown in brief: what is for its own page and for files is left out.
  const columns = part.columns.filter(({ show }) => show !== 'file');
  const words = isListPart(part) ? part : { one: 'entry', many: 'entries' };
  const list: BrowseList = {
    columns: columns.map((column) => ({
      header: column.header,
      wide: column.show === 'wide',
      numeric: isNumeric(column) && column.type !== 'id',
    })),
    rows: rows.data.map((row) =>
      columns.map((column) =>
        toShown(row, column, { collection: { name: '', columns: part.columns }, names }),
      ),
    ),
    total: rows.results,
    page: 1,
    pages: 1,
    one: words.one,
    many: words.many,
  };
  return { title, empty, list, ...(isListPart(part) && { all: allOf(thing, part, rows.results) }) };
}

/** To the part's own page: the rest of it, its filters, and files of it. */
function allOf({ collection, id }: Thing, { name, many }: ListPart, count: number) {
  const href = paths.browsePart.to({ collection: collection.name, id, part: name });
  return count === 0 ? undefined : { href, text: `Filter or export these ${many}` };
}

/** Events need a scope of their own; without it the rest of the page stands. */
async function activityOf(
  { linode }: Visitor,
  { entity }: Detail,
  id: string,
): Promise<Activity | undefined> {
  if (entity === undefined) return undefined;
  const filter = {
    'entity.type': entity,
    'entity.id': /^\d+$/.test(id) ? Number(id) : id,
    '+order_by': 'created',
    '+order': 'desc',
  };
  const source = { path: '/account/events', pageSize: NEWEST, filter };
  const rows = await fetchRows(linode, source, 1).then((page) => page?.data ?? [], toOwnProblem);
  if ('problem' in rows) return rows;
  return rows
    .filter((row) => textAt(row, 'entity.type') === entity && textAt(row, 'entity.id') === id)
    .map((row) => ({
      at: textAt(row, 'created'),
      action: actInWords(textAt(row, 'action'), entity),
      status: textAt(row, 'status'),
      by: textAt(row, 'username') || undefined,
    }));
}

function toOwnProblem(error: unknown): { readonly problem: string } {
  if (!(error instanceof LinodeError) || error instanceof InvalidToken) throw error;
  return { problem: toProblem(error).text };
}

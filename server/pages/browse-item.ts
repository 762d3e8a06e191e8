import { Router, type Request } from 'express';
import { browseItemPage, type BrowsePart } from '../../views/browse-item.ts';
import type { Activity } from '../../views/components/activity.ts';
import type { BrowseList } from '../../views/components/browse-table.ts';
import { lackedScope, missing } from '../browse/access.ts';
import { textAt } from '../browse/cells.ts';
import {
  isRecord,
  valueAt,
  type Collection,
  type Detail,
  type ListRow,
  type Part,
} from '../browse/collection.ts';
import { findCollection } from '../browse/collections.ts';
import { getItem } from '../browse/list.ts';
import { fetchRows } from '../browse/walk.ts';
import { NotFound } from '../errors.ts';
import { sendPage, wantedBy } from '../http/answer.ts';
import { toProblem } from '../http/problem.ts';
import { InvalidToken, LinodeError } from '../linode/errors.ts';
import { apiPath } from '../linode/transport.ts';
import { paths } from '../paths.ts';
import type { Visitor } from '../session/visitor.ts';
import { namesFor } from './browse.ts';
import { toShown, type Names } from './browse-view.ts';
import type { PageDeps } from './page-deps.ts';

const PART_ROWS = 500;
const NEWEST = 25;

interface Wanted {
  readonly collection: Collection;
  readonly detail: Detail;
  readonly id: string;
  readonly path: string;
}

/** `/browse/:collection/:id`: one thing, what belongs to it, and what happened to it. */
export function browseItemPages(deps: PageDeps): Router {
  const router = Router();
  router.get(
    paths.browseItem.pattern,
    deps.guards.signedIn(async (req, res, visitor) => {
      const wanted = readWanted(req);
      const { collection, detail, path } = wanted;
      const lacked = lackedScope(collection, visitor);
      if (lacked !== null) throw missing(lacked);
      if (wantedBy(req) === 'json')
        return void res.json(await getItem(visitor.linode, collection, path));
      const [item, activity, names, ...lists] = await Promise.all([
        getItem(visitor.linode, collection, path),
        activityOf(visitor, detail, wanted.id),
        namesFor(deps, collection),
        ...(detail.parts ?? []).map(async (part) => await rowsOf(visitor, path, part)),
      ]);
      const page = browseItemPage(deps.chromeOf(req, res), {
        title: textAt(item, collection.columns[0].field) || wanted.id,
        back: {
          href: paths.browseList.to({ collection: collection.name }),
          text: collection.title,
        },
        here: req.originalUrl,
        facts: factsOf(collection, item, names),
        parts: (detail.parts ?? []).map((part, index) =>
          toPart(part, lists[index] ?? membersIn(item, part), names),
        ),
        activity,
      });
      sendPage(res, page);
    }),
  );
  return router;
}

/** @throws {NotFound} for what has no page of its own. */
function readWanted({ params }: Request): Wanted {
  const { id } = params;
  const collection = findCollection(params['collection']);
  const detail = collection?.detail;
  const isId = typeof id === 'string' && /^[\w-]+(?:\/[\w.-]+)?$/.test(id) && id.length <= 100;
  if (collection === undefined || detail === undefined || !isId) throw new NotFound();
  return { collection, detail, id, path: apiPath(`${collection.path}/`, id) };
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

type Rows = readonly ListRow[] | { readonly problem: string };

/** Nothing for what lies in the thing itself. */
async function rowsOf({ linode }: Visitor, path: string, part: Part): Promise<Rows | undefined> {
  if (part.path === undefined) return undefined;
  const source = { path: path + part.path, pageSize: PART_ROWS, filter: undefined };
  return await fetchRows(linode, source, 1).then((page) => page?.data ?? [], toOwnProblem);
}

function membersIn(item: ListRow, { field }: Part): Rows {
  const members = field === undefined ? [] : valueAt(item, field);
  return Array.isArray(members) ? members.filter(isRecord) : [];
}

function toPart(part: Part, rows: Rows, names: Names): BrowsePart {
  const { title, empty, columns } = part;
  if ('problem' in rows) return { title, empty, list: rows };
  const list: BrowseList = {
    columns: columns.map(({ header, show }) => ({ header, wide: show === 'wide', numeric: false })),
    rows: rows.map((row) =>
      columns.map((column) => toShown(row, column, { collection: { name: '', columns }, names })),
    ),
    total: rows.length,
    page: 1,
    pages: 1,
    one: 'entry',
    many: 'entries',
  };
  return { title, empty, list };
}

/** Events need a scope of their own; without it the rest of the page stands. */
async function activityOf({ linode }: Visitor, { entity }: Detail, id: string): Promise<Activity> {
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
      action: textAt(row, 'action'),
      status: textAt(row, 'status'),
      by: textAt(row, 'username') || undefined,
    }));
}

function toOwnProblem(error: unknown): { readonly problem: string } {
  if (!(error instanceof LinodeError) || error instanceof InvalidToken) throw error;
  return { problem: toProblem(error).text };
}

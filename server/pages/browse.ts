import { Router, type Response } from 'express';
import { browsePage, type BrowseProps } from '../../views/browse.ts';
import { browseHref } from '../../views/components/browse-href.ts';
import { lackedScope, missing } from '../browse/access.ts';
import { toFileValue } from '../browse/cells.ts';
import type { Collection } from '../browse/collection.ts';
import { findCollection } from '../browse/collections.ts';
import { toCurl } from '../browse/curl.ts';
import { withDerived } from '../browse/derive.ts';
import { readList, readListAsSent, readRows } from '../browse/list.ts';
import { readAsked, readWish, type Asked, type Mistake } from '../browse/query.ts';
import { NotFound } from '../errors.ts';
import { seeOther, sendPage, setRetryAfter, wantedBy } from '../http/answer.ts';
import { sendExport } from '../http/export.ts';
import { toProblem } from '../http/problem.ts';
import { InvalidToken, LinodeError } from '../linode/errors.ts';
import { paths } from '../paths.ts';
import { toFilterForm } from './browse-form.ts';
import { toAddress } from './browse-links.ts';
import { notesOf, toTrouble } from './browse-notes.ts';
import type { BrowseRequest, Opened } from './browse-request.ts';
import { namesFor, regionsFor, toListDeps } from './browse-sources.ts';
import { toTable } from './browse-view.ts';
import type { PageDeps } from './page-deps.ts';

/** `/browse/:collection`: every list that Linode keeps, through one mechanism. */
export function browsePages(deps: PageDeps): Router {
  const { guards, limits } = deps;
  const router = Router();
  router.get(
    paths.browseList.pattern,
    limits.exports,
    guards.signedIn(async (req, res, visitor) => {
      const declared = findCollection(req.params['collection']);
      if (declared === undefined) throw new NotFound();
      const { title, about } = declared;
      const back = { href: paths.browse.to({}), text: 'Resources' };
      const heading = Promise.resolve({ title, about, back });
      await answerList(deps, { req, res, visitor }, { declared, heading });
    }),
  );
  return router;
}

interface Declared {
  readonly declared: Collection;
  /** Awaited last: what it takes is asked for beside the list. */
  readonly heading: Promise<Pick<BrowseProps, 'title' | 'about' | 'back'>>;
}

/** A list as a page, as Linode's envelope, or as a file. */
export async function answerList(
  deps: PageDeps,
  { req, res, visitor }: Opened,
  { declared, heading }: Declared,
): Promise<void> {
  // Repeated parameters were refused before; every value is one text.
  const asked = readAsked(declared, req.query as Record<string, string>);
  const collection = await withDerived(deps.catalogue, declared, asked.region);
  const regions = await regionsFor(deps, declared);
  const request = { req, res, visitor, collection, asked, regions };
  const format = req.query['format'];
  if (format === 'csv' || format === 'json') return await answerFile(deps, request, format);
  if (wantedBy(req) === 'json') return await answerEnvelope(deps, request);
  await show(deps, request, heading);
}

async function show(
  deps: PageDeps,
  request: BrowseRequest,
  heading: Declared['heading'],
): Promise<void> {
  const { req, res, visitor, collection, asked, regions = new Map<string, string>() } = request;
  const send = async (props: Partial<BrowseProps>, status = 200) => {
    const page = { notes: [], errors: [], ...(await heading), ...props };
    sendPage(res, browsePage(deps.chromeOf(req, res), page), status);
  };

  const lacked = lackedScope(collection, visitor);
  if (lacked !== null) return await send(toTrouble(request, missing(lacked)), 403);
  const filter = toFilterForm(collection, asked, regions);
  const wish = wishOf(request);
  if ('mistakes' in wish) return await send({ filter, errors: wish.mistakes }, 422);
  const exports = {
    address: toAddress(collection, asked),
    ...curlOf(deps, collection, asked),
  };
  try {
    const [list, names] = await Promise.all([
      readList(toListDeps(deps, visitor), collection, { wish, ...asked }),
      namesFor(deps, collection),
    ]);
    if (asked.page > list.page)
      return seeOther(res, browseHref(toAddress(collection, asked), { page: list.page }));
    const shown = toTable(collection, asked, { list, names });
    const notes = notesOf(request, list, wish);
    await send({ notes, filter, list: shown, exports });
  } catch (error) {
    if (!(error instanceof LinodeError) || error instanceof InvalidToken) throw error;
    const problem = toProblem(error);
    setRetryAfter(res, problem);
    await send({ filter, ...toTrouble(request, error) }, problem.status);
  }
}

/** Linode's envelope for the page asked, checked and sent on. */
export async function answerEnvelope(deps: PageDeps, request: BrowseRequest): Promise<void> {
  const { res, visitor, collection, asked } = request;
  const wish = wishOf(request);
  if ('mistakes' in wish) return refuse(res, wish.mistakes);
  const part = { wish, ...asked };
  const list = await readListAsSent(toListDeps(deps, visitor), collection, part);
  if (Buffer.isBuffer(list)) return void res.type('json').send(list);
  const { data, page, pages, results } = list;
  res.json({ data, page, pages, results });
}

/** The whole list as a file. */
export async function answerFile(
  deps: PageDeps,
  request: BrowseRequest,
  format: 'csv' | 'json',
): Promise<void> {
  const { res, visitor, collection } = request;
  const wish = wishOf(request);
  if ('mistakes' in wish) return refuse(res, wish.mistakes);
  const gone = new AbortController();
  res.once('close', () => gone.abort());
  const { name } = collection;
  const columns = collection.columns.filter(({ show }) => show !== 'page');
  try {
    await sendExport(res, format, {
      name,
      rows: readRows(toListDeps(deps, visitor), collection, { wish, signal: gone.signal }),
      columns: columns.map(({ field }) => field),
      toCells: (row) =>
        Object.fromEntries(columns.map((column) => [column.field, toFileValue(column, row)])),
    });
  } catch (error) {
    if (!res.headersSent) throw error;
    const isTheirs = error instanceof LinodeError;
    if (isTheirs) deps.logger.warn({ err: error }, 'an export broke off');
    res.destroy();
  }
}

/** @throws {MissingScope} as Linode would. */
function wishOf({
  visitor,
  collection,
  asked,
  regions,
}: BrowseRequest): ReturnType<typeof readWish> {
  const lacked = lackedScope(collection, visitor);
  if (lacked !== null) throw missing(lacked);
  const { region } = asked;
  const isUnknown = region !== undefined && regions?.size && !regions.has(region);
  if (isUnknown) return { mistakes: [{ field: 'region', text: 'Choose one of Linode’s regions' }] };
  return readWish(collection, asked);
}

function refuse(res: Response, mistakes: readonly Mistake[]): void {
  res.status(422).json({ errors: mistakes.map(({ field, text }) => ({ reason: text, field })) });
}

/** Of a catalogue, too, the command asks Linode for as much as X-Filter can say. */
export function curlOf({ config }: PageDeps, collection: Collection, asked: Asked) {
  const { catalogue: _, ...list } = collection;
  const wish = readWish(list, asked);
  if ('mistakes' in wish) return { curl: '' };
  const { apiUrl } = config.linode;
  const curl = toCurl(collection, wish, { apiUrl, page: asked.page, size: asked.size });
  if (wish.ownColumns.length === 0) return { curl };
  const isJoined = asked.match === 'any' || asked.rows.some(([, , , group]) => group !== undefined);
  const what = isJoined ? 'the rows of the filter' : 'that';
  const curlLacks = `Linode cannot filter by ${wish.ownColumns.join(' and ')}: the command leaves ${what} out.`;
  return { curl, curlLacks };
}

import { Router, type Request, type Response } from 'express';
import { browsePage, type BrowseNote, type BrowseProps } from '../../views/browse.ts';
import { browseIndexPage } from '../../views/browse-index.ts';
import { time } from '../../views/components/time.ts';
import { lackedScope, missing } from '../browse/access.ts';
import { toFileValue } from '../browse/cells.ts';
import { isOfRegion, type Collection } from '../browse/collection.ts';
import { collections, findCollection } from '../browse/collections.ts';
import { toCurl } from '../browse/curl.ts';
import { withDerived } from '../browse/derive.ts';
import {
  readList,
  readListAsSent,
  readRows,
  type ListAnswer,
  type ListDeps,
} from '../browse/list.ts';
import { readAsked, readWish, type Asked, type Mistake, type Wish } from '../browse/query.ts';
import { NotFound } from '../errors.ts';
import { seeOther, sendPage, setRetryAfter, wantedBy } from '../http/answer.ts';
import type { CsvTable } from '../http/csv.ts';
import { sendExport } from '../http/export.ts';
import { asksForData, sendListData } from '../http/list-data.ts';
import { linkFor, toProblem } from '../http/problem.ts';
import { LinodeError, InvalidToken } from '../linode/errors.ts';
import { paths } from '../paths.ts';
import type { Visitor } from '../session/visitor.ts';
import { browseHref } from '../../views/components/browse-href.ts';
import { toAddress, toFilterForm, toTable, type Names } from './browse-view.ts';
import type { PageDeps } from './page-deps.ts';

/** `/browse`: every list that Linode keeps, through one mechanism. */
export function browsePages(deps: PageDeps): Router {
  const { guards, chromeOf, limits } = deps;
  const router = Router();

  router.get(
    paths.browse.pattern,
    limits.exports,
    guards.signedIn((req, res, visitor) => {
      if (asksForData(req)) return sendListData(req, res, toIndex(visitor));
      sendPage(res, browseIndexPage(chromeOf(req, res), { groups: toGroups(visitor) }));
    }),
  );

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

export interface Opened {
  readonly req: Request;
  readonly res: Response;
  readonly visitor: Visitor;
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

export interface BrowseRequest extends Opened {
  readonly collection: Collection;
  readonly asked: Asked;
  /** Those to choose from, by id, where the list depends on one. */
  readonly regions?: ReadonlyMap<string, string>;
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

/** Without the list of regions none can be chosen; the rest of the page is there. */
async function regionsFor({ catalogue }: PageDeps, declared: Collection) {
  return toMap(isOfRegion(declared) ? await catalogue.regions().catch(() => []) : []);
}

function refuse(res: Response, mistakes: readonly Mistake[]): void {
  res.status(422).json({ errors: mistakes.map(({ field, text }) => ({ reason: text, field })) });
}

export function toListDeps({ catalogue }: PageDeps, { linode }: Visitor): ListDeps {
  return { linode, catalogue };
}

/** Why there is no list, and what can be done about it. */
export function toTrouble(
  { req, collection }: BrowseRequest,
  error: LinodeError,
): Pick<BrowseProps, 'problem'> {
  const problem = toProblem(error);
  const link = linkFor({ retryAfterSeconds: 1, ...problem }, req.originalUrl);
  const { title, scope } = collection;
  const isScope = problem.need !== undefined;
  const text = isScope
    ? `${title} need the scope ${scope}. You have not allowed Quayside that so far: it asks for more access only where a page needs it.`
    : [problem.text, problem.remedy].filter(Boolean).join(' ');
  return { problem: { title: `${title} cannot be shown`, text, link } };
}

function notesOf(request: BrowseRequest, list: ListAnswer, wish: Wish): readonly BrowseNote[] {
  return [...ageOf(list), ...ownPart(request, list), ...lookedAt(list, wish)];
}

const FRESH_MS = 11 * 60_000;

function ageOf({ asOf }: ListAnswer): readonly BrowseNote[] {
  if (asOf === undefined) return [];
  const minutes = Math.floor((Date.now() - asOf) / 60_000);
  const at = plainTime(asOf);
  if (Date.now() - asOf < FRESH_MS) return [{ text: `As Linode told at ${at}.` }];
  const age = minutes < 120 ? `${minutes} minutes` : `${Math.floor(minutes / 60)} hours`;
  return [{ text: `As Linode told at ${at}, ${age} ago; Linode has not given a newer one yet.` }];
}

function ownPart(request: BrowseRequest, { missing: error }: ListAnswer): readonly BrowseNote[] {
  if (error === undefined) return [];
  const { problem } = toTrouble(request, error as LinodeError); // list.ts lets nothing else through
  if (problem === undefined) return [];
  return [{ text: `What is your own is missing here. ${problem.text}`, link: problem.link }];
}

/** What the portal filtered by itself, and of how many rows. */
export function lookedAt(
  { looked, results }: ListAnswer,
  { ownColumns }: Wish,
): readonly BrowseNote[] {
  if (looked === undefined) return [];
  const by = ownColumns.length > 0 ? `Linode cannot filter by ${ownColumns.join(' and ')}. ` : '';
  const amount = looked.at.toLocaleString('en-US');
  const isWhole = looked.at >= looked.of;
  // That it also puts them in order is nothing to tell.
  if (isWhole && by === '') return [];
  const extent = isWhole
    ? `all ${amount}`
    : `the first ${amount} of ${looked.of.toLocaleString('en-US')}`;
  const rest = isWhole ? '' : ' Narrow it down, or export it: a file is made from all of them.';
  return [
    {
      text: `${by}Quayside looked at ${extent} and found ${results.toLocaleString('en-US')}.${rest}`,
    },
  ];
}

function plainTime(ms: number): string {
  return String(time(new Date(ms).toISOString())).replaceAll(/<[^>]*>/g, '');
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

/** Catalogues in whose words the table speaks; without them it speaks Linode's. */
export async function namesFor(
  { catalogue }: PageDeps,
  { columns }: Pick<Collection, 'columns'>,
): Promise<Names> {
  const uses = (name: 'plans' | 'regions') => columns.some(({ names }) => names === name);
  const [plans, regions] = await Promise.all([
    uses('plans') ? catalogue.plans().catch(() => []) : [],
    uses('regions') ? catalogue.regions().catch(() => []) : [],
  ]);
  return { plans: toMap(plans), regions: toMap(regions) };
}

function toMap(all: readonly { id: string; label: string }[]): ReadonlyMap<string, string> {
  return new Map(all.map(({ id, label }) => [id, label]));
}

function toGroups(visitor: Visitor) {
  return (['Resources', 'Catalogue', 'Monitoring', 'Account'] as const).map((title) => ({
    title,
    lists: collections
      .filter(({ group }) => group === title)
      .map((one) => ({
        title: one.title,
        about: one.about,
        href: hrefOf(one),
        lacks: lackedScope(one, visitor) ?? undefined,
      })),
  }));
}

function toIndex(visitor: Visitor): CsvTable {
  return {
    name: 'lists',
    columns: ['name', 'title', 'group', 'path', 'needs'],
    rows: collections.map((one) => ({
      name: one.name,
      title: one.title,
      group: one.group,
      path: hrefOf(one),
      needs: lackedScope(one, visitor) ?? '',
    })),
  };
}

function hrefOf({ name }: Collection): string {
  return name === 'linodes' ? paths.linodes.to({}) : paths.browseList.to({ collection: name });
}

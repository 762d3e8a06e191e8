import { Router, type Request, type Response } from 'express';
import { browseHref } from '../../views/components/browse-href.ts';
import { linodesHref, type LinodesQuery } from '../../views/components/linodes-href.ts';
import { linodesPage, type LinodeRow, type LinodesProps } from '../../views/linodes.ts';
import { textAt, textsAt } from '../browse/cells.ts';
import type { ListRow, Row } from '../browse/collection.ts';
import { requireCollection } from '../browse/collections.ts';
import { readList } from '../browse/list.ts';
import { readWish, type Asked } from '../browse/query.ts';
import { BadRequest } from '../errors.ts';
import { seeOther, sendPage, setRetryAfter, wantedBy } from '../http/answer.ts';
import { toProblem } from '../http/problem.ts';
import type { Plan, Region } from '../linode/catalogue-shapes.ts';
import { LinodeRefused, LinodeUnavailable } from '../linode/errors.ts';
import type { Page } from '../linode/paging.ts';
import { paths } from '../paths.ts';
import type { Visitor } from '../session/visitor.ts';
import { answerEnvelope, answerFile } from './browse.ts';
import { lookedAt } from './browse-notes.ts';
import { toListDeps } from './browse-sources.ts';
import { toAddress } from './browse-links.ts';
import { oneOf, pageParam, textParam } from './list-query.ts';
import type { PageDeps } from './page-deps.ts';

const linodes = requireCollection('linodes');

/** `/linodes`: what exists, filtered and sorted by Linode, a page at a time. */
export function linodesPages(deps: PageDeps): Router {
  const router = Router();
  router.get(
    paths.linodes.pattern,
    deps.limits.exports,
    deps.guards.signedIn(async (req, res, visitor) => {
      const query = readQuery(req);
      const asked = { req, res, visitor, collection: linodes, asked: toAsked(query) };
      const format = req.query['format'];
      if (format === 'csv' || format === 'json') return await answerFile(deps, asked, format);
      if (wantedBy(req) === 'json') return await answerEnvelope(deps, asked);
      await show(deps, { req, res, visitor }, query);
    }),
  );
  return router;
}

interface Opened {
  readonly req: Request;
  readonly res: Response;
  readonly visitor: Visitor;
}

async function show(
  deps: PageDeps,
  { req, res, visitor }: Opened,
  query: LinodesQuery,
): Promise<void> {
  const { catalogue, chromeOf, createRefusalOf } = deps;
  const [list, plans, regions, createRefusal] = await Promise.all([
    fetchPage(deps, visitor, query).catch(toListProblem),
    catalogue.plans().catch((): readonly Plan[] => []),
    catalogue.regions().catch((): readonly Region[] => []),
    createRefusalOf(visitor).catch(() => undefined),
  ]);
  const isPastEnd = 'page' in list && query.page > list.page;
  if (isPastEnd) return seeOther(res, linodesHref(query, { page: list.pages }));
  const props: LinodesProps = {
    list: 'data' in list ? toList(list, plans, regions) : list,
    query,
    regions: regions.map(({ id, label }) => ({ value: id, label: `${label} (${id})` })),
    filtered: toAsked(query).rows.length > 0,
    notes: 'data' in list ? list.notes : [],
    createRefusal,
    more: browseHref(toAddress(linodes, toAsked({ ...query, page: 1 }))),
  };
  if ('problem' in list) setRetryAfter(res, list);
  sendPage(res, linodesPage(chromeOf(req, res), props), 'problem' in list ? list.status : 200);
}

function readQuery(req: Request): LinodesQuery {
  return {
    label: textParam(req, 'label'),
    region: textParam(req, 'region'),
    tag: textParam(req, 'tag'),
    ip: textParam(req, 'ip'),
    status: textParam(req, 'status', 40),
    sort: oneOf(['label', 'region', 'created'], textParam(req, 'sort'), 'label'),
    order: oneOf(['asc', 'desc'], textParam(req, 'order'), 'asc'),
    size: oneOf([25, 50, 100], textParam(req, 'size'), 25),
    page: pageParam(req),
  };
}

/** The same question to the list that `/browse/linodes` asks of. */
function toAsked(query: LinodesQuery): Asked {
  const { label, region, tag, ip, status, sort, order, size, page } = query;
  const rows: readonly Row[] = [
    ['label', 'contains', label],
    ['region', 'is', region],
    ['tags', 'is', tag],
    [ip.includes(':') ? 'ipv6' : 'ipv4', 'contains', ip],
    ['status', 'is', status],
  ];
  const given = rows.filter(([, , value]) => value !== '');
  return { q: '', rows: given, expert: '', sort, order, size, page, chosen: given.length > 0 };
}

async function fetchPage(
  deps: PageDeps,
  visitor: Visitor,
  query: LinodesQuery,
): Promise<Page<ListRow> & Pick<LinodesProps, 'notes'>> {
  const wish = readWish(linodes, toAsked(query));
  if ('mistakes' in wish) throw new BadRequest('a filter that the form does not make');
  const list = await readList(toListDeps(deps, visitor), linodes, { wish, ...query });
  return { ...list, notes: lookedAt(list, wish).map(({ text }) => text) };
}

/** The page stands without its list: navigation and filters stay usable. */
function toListProblem(error: unknown): ListProblem {
  const isLocal = error instanceof LinodeUnavailable || error instanceof LinodeRefused;
  if (!isLocal) throw error;
  const { text, status, retryAfterSeconds } = toProblem(error);
  return { problem: text, status, retryAfterSeconds };
}

interface ListProblem {
  readonly problem: string;
  readonly status: number;
  readonly retryAfterSeconds: number | undefined;
}

function toList(list: Page<ListRow>, plans: readonly Plan[], regions: readonly Region[]) {
  const planOf = new Map(plans.map(({ id, label }) => [id, label]));
  const regionOf = new Map(regions.map(({ id, label }) => [id, label]));
  const rows = list.data.map((linode): LinodeRow => {
    const [plan, region] = [textAt(linode, 'type'), textAt(linode, 'region')];
    const [ipv4 = ''] = textsAt(linode, 'ipv4');
    return {
      id: /^\d+$/.test(textAt(linode, 'id')) ? textAt(linode, 'id') : '',
      label: textAt(linode, 'label'),
      status: textAt(linode, 'status'),
      plan: planOf.get(plan) ?? plan,
      region: regionOf.get(region) ?? region,
      ipv4,
      createdAt: textAt(linode, 'created'),
      tags: textsAt(linode, 'tags'),
    };
  });
  return { rows, total: list.results, page: list.page, pages: list.pages };
}

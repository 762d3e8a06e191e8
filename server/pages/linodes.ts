import { Router, type Request, type Response } from 'express';
import { linodesHref, type LinodesQuery } from '../../views/components/linodes-href.ts';
import { linodesPage, type LinodeRow, type LinodesProps } from '../../views/linodes.ts';
import { seeOther, sendPage, wantedBy } from '../http/answer.ts';
import { toProblem } from '../http/problem.ts';
import type { Plan, Region } from '../linode/catalogue-shapes.ts';
import { LinodeRefused, LinodeUnavailable } from '../linode/errors.ts';
import { listLinodes, type Linode } from '../linode/instances.ts';
import type { Page } from '../linode/paging.ts';
import { paths } from '../paths.ts';
import type { Visitor } from '../session/visitor.ts';
import { oneOf, pageParam, textParam } from './list-query.ts';
import type { PageDeps } from './page-deps.ts';

/** `/linodes`: what exists, filtered and sorted by Linode, a page at a time. */
export function linodesPages(deps: PageDeps): Router {
  const router = Router();
  router.get(
    paths.linodes.pattern,
    deps.guards.signedIn(async (req, res, visitor) => {
      const query = readQuery(req);
      if (wantedBy(req) === 'json') return void res.json(await fetchPage(visitor, query));
      await show(deps, { req, res, visitor }, query);
    }),
  );
  return router;
}

interface Asked {
  readonly req: Request;
  readonly res: Response;
  readonly visitor: Visitor;
}

async function show(
  deps: PageDeps,
  { req, res, visitor }: Asked,
  query: LinodesQuery,
): Promise<void> {
  const { catalogue, chromeOf, createRefusalOf } = deps;
  const [list, plans, regions, createRefusal] = await Promise.all([
    fetchPage(visitor, query).catch(toListProblem),
    catalogue.plans().catch((): readonly Plan[] => []),
    catalogue.regions().catch((): readonly Region[] => []),
    createRefusalOf(visitor).catch(() => undefined),
  ]);
  const isPastEnd = 'pages' in list && query.page > Math.max(1, list.pages);
  if (isPastEnd) return seeOther(res, linodesHref(query, { page: list.pages }));
  const props: LinodesProps = {
    list: 'data' in list ? toList(list, plans, regions) : list,
    query,
    regions: regions.map(({ id, label }) => ({ value: id, label: `${label} (${id})` })),
    filtered: query.label !== '' || query.region !== '' || query.tag !== '',
    createRefusal,
  };
  sendPage(res, linodesPage(chromeOf(req, res), props), 'problem' in list ? list.status : 200);
}

function readQuery(req: Request): LinodesQuery {
  return {
    label: textParam(req, 'label'),
    region: textParam(req, 'region'),
    tag: textParam(req, 'tag'),
    sort: oneOf(['label', 'region', 'created'], textParam(req, 'sort'), 'label'),
    order: oneOf(['asc', 'desc'], textParam(req, 'order'), 'asc'),
    size: oneOf([25, 50, 100], textParam(req, 'size'), 25),
    page: pageParam(req),
  };
}

// Linode cannot order by date of creation; its ids rise with it.
const orderBy = { label: 'label', region: 'region', created: 'id' } as const;

function toFilter({ label, region, tag, sort, order }: LinodesQuery): object {
  return {
    ...(label !== '' && { label: { '+contains': label } }),
    ...(region !== '' && { region }),
    ...(tag !== '' && { tags: tag }),
    '+order_by': orderBy[sort],
    '+order': order,
  };
}

/** A page past the last one may be a 404 at Linode: then the first page tells how many there are. */
async function fetchPage(visitor: Visitor, query: LinodesQuery): Promise<Page<Linode>> {
  const request = { pageSize: query.size, filter: toFilter(query) };
  try {
    return await listLinodes(visitor.linode, { ...request, page: query.page });
  } catch (error) {
    const isPastEnd = error instanceof LinodeRefused && error.status === 404 && query.page > 1;
    if (!isPastEnd) throw error;
    return await listLinodes(visitor.linode, request);
  }
}

/** The page stands without its list: navigation and filters stay usable. */
function toListProblem(error: unknown): { problem: string; status: number } {
  const isLocal = error instanceof LinodeUnavailable || error instanceof LinodeRefused;
  if (!isLocal) throw error;
  const { text, status } = toProblem(error);
  return { problem: text, status };
}

function toList(list: Page<Linode>, plans: readonly Plan[], regions: readonly Region[]) {
  const planOf = new Map(plans.map(({ id, label }) => [id, label]));
  const regionOf = new Map(regions.map(({ id, label }) => [id, label]));
  const rows = list.data.map((linode): LinodeRow => ({
    id: linode.id,
    label: linode.label,
    status: linode.status,
    plan: planOf.get(linode.type) ?? linode.type,
    region: regionOf.get(linode.region) ?? linode.region,
    ipv4: linode.ipv4[0] ?? '',
    createdAt: linode.created,
    tags: linode.tags,
  }));
  return { rows, total: list.results, page: list.page, pages: list.pages };
}

import { Router, type Request, type Response } from 'express';
import { scalewayStateWord } from '../../views/components/scaleway-table.ts';
import { scalewayHref } from '../../views/components/scaleway-href.ts';
import { scalewayServersPage, type ScalewayQuery } from '../../views/scaleway-servers.ts';
import { seeOther, sendPage, wantedBy } from '../http/answer.ts';
import { sendCsv } from '../http/csv.ts';
import { paths } from '../paths.ts';
import type { ScalewayClient } from '../scaleway/client.ts';
import { troubles, type Trouble } from '../scaleway/errors.ts';
import { listServers, type MissingZone, type ServerList } from '../scaleway/list-servers.ts';
import type { ScalewayServer } from '../scaleway/server.ts';
import { zones } from '../scaleway/zones.ts';
import type { Visitor } from '../session/visitor.ts';
import { oneOf, pageParam, textParam } from './list-query.ts';
import type { PageDeps } from './page-deps.ts';
import { showConnectForm } from './scaleway-connect.ts';
import { exportColumns, selectServers, toExport, toRow } from './scaleway-rows.ts';

/** `/scaleway/servers`: the servers that a person's own key sees, of all zones. */
export function scalewayPages(deps: PageDeps): Router {
  const router = Router();
  router.get(
    paths.scaleway.pattern,
    deps.limits.exports,
    deps.guards.signedIn(async (req, res, visitor) => {
      const client = visitor.scaleway();
      if (client === null) return notConnected(deps, { req, res, visitor });
      const [query, format] = [readQuery(req), textParam(req, 'format', 10)];
      const found = await find(client, query);
      if (format === 'csv' || wantedBy(req) === 'json')
        return sendData(res, found, { query, format });
      show(deps, { req, res, visitor }, { query, found });
    }),
  );
  return router;
}

interface Asked {
  readonly req: Request;
  readonly res: Response;
  readonly visitor: Visitor;
}

function notConnected(deps: PageDeps, { req, res, visitor }: Asked): void {
  if (wantedBy(req) === 'html') return showConnectForm(deps, { req, res, visitor });
  res.status(409).json({ errors: [{ reason: 'No Scaleway key is connected to this session.' }] });
}

function readQuery(req: Request): ScalewayQuery {
  return {
    name: textParam(req, 'name'),
    zone: oneOf(['', ...zones], textParam(req, 'zone'), ''),
    state: textParam(req, 'state', 40),
    tag: textParam(req, 'tag'),
    sort: oneOf(['name', 'zone', 'state'], textParam(req, 'sort'), 'name'),
    order: oneOf(['asc', 'desc'], textParam(req, 'order'), 'asc'),
    size: oneOf([25, 50, 100], textParam(req, 'size'), 25),
    page: pageParam(req),
  };
}

interface Found extends ServerList {
  /** What passes the filters, in order. */
  readonly matching: readonly ScalewayServer[];
  /** No zone that was asked gave its list: why. */
  readonly trouble: Trouble | null;
}

async function find(client: ScalewayClient, query: ScalewayQuery): Promise<Found> {
  const asked = query.zone === '' ? zones : [query.zone];
  const list = await listServers(client, asked);
  const trouble = list.missing.length < asked.length ? null : commonTrouble(list.missing);
  return { ...list, trouble, matching: selectServers(list.servers, query) };
}

/** What about the key is true of all zones goes before what happened to one of them. */
function commonTrouble(missing: readonly MissingZone[]): Trouble {
  const all = missing.map(({ trouble }) => trouble);
  const weighty = (['key-refused', 'not-permitted', 'slowed-down'] as const).find((one) =>
    all.includes(one),
  );
  return weighty ?? all[0] ?? 'failed';
}

const remedies: Partial<Record<Trouble, string>> = {
  'key-refused':
    'Scaleway does not accept your key any more: it has expired, or was deleted there. Disconnect it and connect another.',
  'not-permitted':
    'Your key may not list servers. Give it the permission set InstancesReadOnly at Scaleway, or connect another.',
  'slowed-down': 'Scaleway asks us to wait. Try again in a minute.',
};

const statuses: Partial<Record<Trouble, number>> = {
  'key-refused': 403,
  'not-permitted': 403,
  'slowed-down': 429,
};

function toProblem(trouble: Trouble): { problem: string; status: number } {
  const problem = remedies[trouble] ?? `Scaleway ${troubles[trouble]}.`;
  return { problem, status: statuses[trouble] ?? 502 };
}

interface DataAsked {
  readonly query: ScalewayQuery;
  readonly format: string;
}

/** A page of the list as JSON, like the other lists; or all that match, as a file. */
function sendData(res: Response, found: Found, { query, format }: DataAsked): void {
  const { matching, missing, trouble } = found;
  if (trouble !== null) {
    const { problem, status } = toProblem(trouble);
    return void res.status(status).json({ errors: [{ reason: problem }] });
  }
  if (format === 'csv')
    return sendCsv(res, {
      name: fileName(missing),
      columns: exportColumns,
      rows: matching.map(toExport),
    });
  const { rows, page, pages } = pageOf(matching, format === 'json' ? wholeOf(matching) : query);
  res.json({ page, pages, results: matching.length, data: rows, missing });
}

function wholeOf(list: readonly unknown[]) {
  return { page: 1, size: Math.max(1, list.length) };
}

/** A file cannot say beside its rows that some are missing: its name does. */
function fileName(missing: readonly MissingZone[]): string {
  const without = missing.map(({ zone }) => zone).join('-');
  return without === '' ? 'scaleway-servers' : `scaleway-servers-without-${without}`;
}

function pageOf<Row>(
  list: readonly Row[],
  { page, size }: { readonly page: number; readonly size: number },
) {
  const pages = Math.max(1, Math.ceil(list.length / size));
  return { rows: list.slice((page - 1) * size, page * size), page, pages };
}

function show(
  deps: PageDeps,
  { req, res, visitor }: Asked,
  { query, found }: { readonly query: ScalewayQuery; readonly found: Found },
): void {
  const { matching, missing, trouble } = found;
  const { rows, page, pages } = pageOf(matching, query);
  if (trouble === null && page > pages) return seeOther(res, scalewayHref(query, { page: pages }));
  const problem = trouble === null ? null : toProblem(trouble);
  const html = scalewayServersPage(deps.chromeOf(req, res), {
    list: problem ?? {
      rows: rows.map(toRow),
      total: matching.length,
      page,
      pages,
      missing: missing.map(({ zone, trouble }) => `${zone} ${troubles[trouble]}`),
    },
    query,
    zones,
    states: stateOptions(found.servers),
    filtered: [query.name, query.zone, query.state, query.tag].some((value) => value !== ''),
    key: keyOf(deps, visitor),
    commands: [{ name: 'curl', text: toCurl(deps.config.scaleway.apiUrl, query.zone) }],
  });
  sendPage(res, html, problem?.status ?? 200);
}

const knownStates = ['running', 'stopped', 'stopped in place', 'starting', 'stopping', 'locked'];

/** The states that there are, and those that only this list knows. */
function stateOptions(servers: readonly ScalewayServer[]) {
  const seen = servers.map(({ state }) => state).filter(Boolean);
  const all = [...new Set([...knownStates, ...seen])];
  return all.map((value) => ({ value, label: scalewayStateWord(value) }));
}

/** What a page may show of a person's key: also `/me` shows it. */
export function keyOf({ proofs }: PageDeps, visitor: Visitor) {
  const { scalewaySince } = visitor;
  return {
    since: scalewaySince === null ? null : new Date(scalewaySince).toISOString(),
    proof: proofs.make(visitor, paths.scalewayDisconnect.pattern),
  };
}

/** The requests of this list as a person can send them; filters of their own come after them here, too. */
function toCurl(apiUrl: string, zone: string): string {
  const header = '-H "X-Auth-Token: $SCW_SECRET_KEY"';
  const address = (name: string) =>
    `"${apiUrl}/instance/v1/zones/${name}/servers?page=1&per_page=100"`;
  if (zone !== '') return `curl ${header} \\\n  ${address(zone)}`;
  return [
    `for zone in ${zones.join(' ')}; do`,
    `  curl ${header} \\`,
    `    ${address('$zone')}`,
    'done',
  ].join('\n');
}

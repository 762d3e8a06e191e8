import { Router, type Request } from 'express';
import { auditLogPage, type AuditLogProps } from '../../views/audit-log.ts';
import type { ChainEntry } from '../audit/chain-entry.ts';
import { createChainCheck } from '../audit/chain-check.ts';
import { sendPage, wantedBy } from '../http/answer.ts';
import { sendCsv } from '../http/csv.ts';
import { contextOf } from '../http/request-context.ts';
import { paths } from '../paths.ts';
import { describeEntry, entryWords, personsIn } from './audit-words.ts';
import { oneOf, textParam } from './list-query.ts';
import type { PageDeps } from './page-deps.ts';

const BATCH = 500;
const SCANNED = 20_000;
const EXPORTED = 50_000;

/** `/audit/log`: the portal's own record, newest first, and whether its chain holds. */
export function auditLogPages(deps: PageDeps): Router {
  const { guards, limits, chromeOf, chain, audit, signHead } = deps;
  const checkChain = createChainCheck(chain);
  const router = Router();

  router.get(
    paths.auditLog.pattern,
    limits.exports,
    guards.admin(async (req, res, visitor) => {
      const query = readQuery(req);
      if (query.format === 'csv' || wantedBy(req) === 'json') {
        const event = {
          type: 'audit.exported',
          username: visitor.username,
          path: req.path,
        } as const;
        await audit.record(event, contextOf(req));
        const all = await newestOf(deps, EXPORTED);
        if (query.format === 'csv')
          return sendCsv(res, {
            name: 'audit-log',
            columns: exportColumns,
            rows: all.filter(matcher(query)).map(toCsvRow),
          });
        return void res.json({
          ...toExtract(all, query),
          signedHead: signHead(await chain.head()),
        });
      }
      const { rows, older } = await findEntries(deps, query);
      const [head, entries, verified] = await Promise.all([
        chain.head(),
        chain.count(),
        checkChain(),
      ]);
      const { before, format: _, ...shown } = query;
      const link = (cursor?: string) => paths.auditLog.to({}, { ...shown, before: cursor });
      const page = auditLogPage(chromeOf(req, res), {
        query: shown,
        rows: rows.map(toRow),
        ...(older !== null && { older: link(older) }),
        ...(before !== '+' && { newest: link() }),
        chain: { entries, head: head.hash, verified },
        types: Object.entries(entryWords).map(([value, label]) => ({ value, label })),
      });
      sendPage(res, page);
    }),
  );
  return router;
}

interface LogQuery {
  readonly user: string;
  readonly type: string;
  readonly since: string;
  readonly until: string;
  readonly size: 25 | 50 | 100;
  readonly before: string;
  readonly format: string;
}

function readQuery(req: Request): LogQuery {
  const before = textParam(req, 'before', 40);
  return {
    user: textParam(req, 'user', 64),
    type: textParam(req, 'type', 40),
    since: dateParam(req, 'since'),
    until: dateParam(req, 'until'),
    size: oneOf([25, 50, 100], textParam(req, 'size'), 50),
    before: /^\d{1,15}-\d{1,10}$/.test(before) ? before : '+',
    format: textParam(req, 'format', 10),
  };
}

function dateParam(req: Request, name: string): string {
  const text = textParam(req, name, 10);
  return /^\d{4}-\d\d-\d\d$/.test(text) ? text : '';
}

function matcher({ user, type, since, until }: LogQuery): (entry: ChainEntry) => boolean {
  const wanted = user.toLowerCase();
  return (entry) =>
    (type === '' || entry.body.type === type) &&
    (since === '' || entry.body.at >= since) &&
    (until === '' || entry.body.at.slice(0, 10) <= until) &&
    (wanted === '' || personsIn(entry).some((name) => name.toLowerCase() === wanted));
}

/** Reads back until a page is full or a bounded way has been gone; `older` says where to read on. */
async function findEntries({ chain }: PageDeps, query: LogQuery) {
  const isWanted = matcher(query);
  const rows: ChainEntry[] = [];
  let cursor = query.before;
  for (let scanned = 0; scanned < SCANNED; scanned += BATCH) {
    const entries = await chain.newest(BATCH, cursor);
    for (const entry of entries) {
      cursor = entry.cursor;
      if (isWanted(entry)) rows.push(entry);
      if (rows.length === query.size) return { rows, older: cursor };
    }
    if (entries.length < BATCH) return { rows, older: null };
  }
  return { rows, older: cursor };
}

async function newestOf({ chain }: PageDeps, count: number): Promise<readonly ChainEntry[]> {
  const all: ChainEntry[] = [];
  for (let cursor = '+'; all.length < count;) {
    const entries = await chain.newest(BATCH, cursor);
    all.push(...entries);
    const last = entries.at(-1);
    if (last === undefined || entries.length < BATCH) break;
    ({ cursor } = last);
  }
  return all;
}

/** Oldest first, so that it can be followed. What the filters leave out stands as its hash alone. */
function toExtract(newestFirst: readonly ChainEntry[], query: LogQuery) {
  const isWanted = matcher(query);
  const links = newestFirst
    .toReversed()
    .map((entry) => ({ hash: entry.hash, ...(isWanted(entry) && { entry: entry.body }) }));
  return { start: newestFirst.at(-1)?.prev ?? '', head: newestFirst[0]?.hash ?? '', links };
}

function toRow(entry: ChainEntry): AuditLogProps['rows'][number] {
  const { body, hash } = entry;
  const { words, detail } = describeEntry(entry);
  return {
    seq: body.seq,
    at: body.at,
    type: body.type,
    who: text(body['username']),
    what: words,
    detail,
    reference: text(body['requestId']),
    address: text(body['address']),
    hash,
  };
}

const exportColumns = [
  'seq',
  'at',
  'type',
  'who',
  'what',
  'detail',
  'reference',
  'address',
  'hash',
] as const;

function toCsvRow(entry: ChainEntry): Record<(typeof exportColumns)[number], string | number> {
  const { seq, at, type, who, what, detail, reference, address, hash } = toRow(entry);
  return { seq, at, type, who, what, detail, reference, address, hash };
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

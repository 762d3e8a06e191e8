import { existsSync, mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { paths } from '../server/paths.ts';
import { until } from '../test/support/until.ts';
import { TestVisitor } from '../test/support/visitor.ts';
import { startBuiltPortal } from './portal.ts';
import { onStage, type Stage } from './stage.ts';
import { printTable } from './table.ts';

/*
 * Goal 5: as many requests as forty people send in two hours, one every ten seconds each, in ten equal
 * steps; after each, what the portal's process holds. SOAK_REQUESTS sets another number.
 */
const STEPS = 10;
const REQUESTS = Number(process.env['SOAK_REQUESTS'] ?? 28_800);
const AT_ONCE = 8;
const LINODES = 1000;
const admin = { username: 'ada-admin', password: 'harbour-demo-1' };

const pages = [
  '/linodes?size=100',
  '/',
  '/browse/images',
  '/browse/types',
  '/me',
  '/search?q=harbour',
  '/browse/linodes?f1=status&o1=is&v1=running',
  '/no/such/page',
  '/linodes/40000001',
];
const auditPages = ['/audit', '/audit/tokens', '/audit/users', '/audit/log', '/audit/logins'];

type Portal = { readonly baseUrl: string };

const preload = fileURLToPath(new URL('heap-report.mjs', import.meta.url));
const report = path.join(mkdtempSync(path.join(tmpdir(), 'quayside-soak-')), 'heap.jsonl');

await onStage(async (stage) => {
  await stage.sandbox.seed(LINODES);
  await stage.inManner({ delayMs: 5, canned: false, moving: true });
  const portal = await startBuiltPortal(stage, {
    people: [],
    options: ['--expose-gc', '--import', preload],
    env: { HEAP_REPORT: report },
  });
  stage.add(portal.process);
  const visitors = await everybodySignedIn(stage, portal);
  const rows = [];
  let sent = 0;
  for (let step = 1; step <= STEPS; step += 1) {
    const last = Math.round((REQUESTS * step) / STEPS);
    const problems = new Map<string, number>();
    async function work(): Promise<void> {
      while (sent < last) {
        sent += 1;
        const outcome = await act(portal, visitors, sent).catch(String);
        if (outcome !== 'ok') problems.set(outcome, (problems.get(outcome) ?? 0) + 1);
      }
    }
    await Promise.all(Array.from({ length: AT_ONCE }, work));
    await sleep(6000);
    process.kill(portal.process.pid, 'SIGUSR2');
    await until(
      'the heap is reported',
      async () => await Promise.resolve(reports().length >= step),
    );
    const { heapMb = 0, externalMb = 0 } = reports().at(-1) ?? {};
    const held = [portal.process.pssMb(), heapMb, externalMb].map((mb) => mb.toFixed(1));
    const unexpected = [...problems].map(([name, count]) => `${count} × ${name}`).join(', ');
    rows.push([`${step}`, sent, ...held, unexpected || 'none']);
    console.log(rows.at(-1)?.join(' | '));
    await stage.inManner({ delayMs: 5, canned: false, moving: true });
  }
  const held = ['PSS MB', 'live heap MB', 'external MB'];
  console.log(`\n${REQUESTS.toLocaleString('en')} requests of ${visitors.length} people`);
  printTable(['step', 'requests so far', ...held, 'answers not expected'], rows);
});

async function everybodySignedIn(stage: Stage, portal: Portal): Promise<TestVisitor[]> {
  const visitors = [];
  for (const [index, person] of [admin, ...stage.people.slice(0, 39)].entries()) {
    const visitor = new TestVisitor(portal);
    await visitor.signIn(person, '/sign-in', addressOf(index));
    visitors.push(visitor);
  }
  return visitors;
}

interface Visit {
  readonly visitor: TestVisitor;
  readonly address: Record<string, string>;
}

/** The next thing that one of them does. @returns `ok`, or what came instead */
async function act(
  portal: Portal,
  visitors: readonly TestVisitor[],
  turn: number,
): Promise<string> {
  const index = turn % visitors.length;
  const visitor = visitors[index];
  if (visitor === undefined) throw new RangeError('nobody is there');
  const visit = { visitor, address: addressOf(index) };
  if (turn % 100 === 0) return await inAndOut(portal, index);
  if (turn % 50 === 0) return await watchAWhile(portal, visitor, turn);
  if (turn % 400 === 7) return await get(visit, '/browse/linodes?format=csv');
  if (index === 0) return await get(visit, inTurn(auditPages, turn));
  if (turn % 9 === 0) return await get(visit, paths.linodes.to({}, { label: `nothing-${turn}` }));
  if (turn % 7 === 0) return await get(visit, '/linodes?size=100', { Accept: 'application/json' });
  return await get(visit, inTurn(pages, turn));
}

function inTurn(all: readonly string[], turn: number): string {
  return all[Math.floor(turn / 40) % all.length] ?? '/';
}

async function get(
  { visitor, address }: Visit,
  path: string,
  headers: Record<string, string> = {},
): Promise<string> {
  const { status } = await visitor.get(path, { ...address, ...headers });
  const isExpected = status === 200 || (status === 404 && path === '/no/such/page');
  return isExpected ? 'ok' : `${status} ${path.split('?')[0]}`;
}

/** Signs in once more, looks, and signs out. */
async function inAndOut(portal: Portal, index: number): Promise<string> {
  const visitor = new TestVisitor(portal);
  await visitor.signIn(
    { username: 'max-member', password: 'harbour-demo-1' },
    '/sign-in',
    addressOf(index),
  );
  const { status } = await visitor.submit('/linodes', paths.signOut.to({}));
  return status === 303 ? 'ok' : `${status} sign-out`;
}

/** Opens a stream, hears something, and goes away. */
async function watchAWhile(
  { baseUrl }: Portal,
  visitor: TestVisitor,
  turn: number,
): Promise<string> {
  const cookie = [...visitor.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
  const gone = new AbortController();
  const url = baseUrl + paths.linodeEvents.to({ id: 40_000_000 + (turn % 100) });
  const headers = { cookie, accept: 'text/event-stream', ...addressOf(turn) };
  const answer = await fetch(url, { headers, signal: gone.signal });
  await answer.body?.getReader().read();
  gone.abort();
  return answer.status === 200 ? 'ok' : `${answer.status} events`;
}

function addressOf(index: number): Record<string, string> {
  return { 'X-Forwarded-For': `203.0.113.${index % 250}` };
}

function reports(): readonly { readonly heapMb: number; readonly externalMb: number }[] {
  if (!existsSync(report)) return [];
  const lines = readFileSync(report, 'utf8').trim().split('\n');
  return lines.map((line) => JSON.parse(line) as { heapMb: number; externalMb: number }); // heap-report.mjs wrote them
}

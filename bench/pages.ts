import { setTimeout as sleep } from 'node:timers/promises';
import { Pool } from 'undici';
import { collections } from '../server/browse/collections.ts';
import { paths } from '../server/paths.ts';
import { signIn, startBuiltPortal } from './portal.ts';
import { onStage, type Stage } from './stage.ts';
import { median, percentile, printTable } from './table.ts';
import type { NotedCall } from './upstream.ts';

/* Goal 3: what each page asks of Linode, how many calls one after the other, and what the portal adds. */

const DELAY_MS = 50;
const VISITS = 25;
/** In turns: one session may not ask as often as this does. */
const SESSIONS = 4;
const admin = { username: 'ada-admin', password: 'harbour-demo-1' };

/** What LINODE_SCOPES asks for where nothing is set. */
const readable = new Set([
  'account:read_only',
  'linodes:read_only',
  'images:read_only',
  'events:read_only',
]);

interface Visited {
  readonly ms: number;
  readonly bytes: number;
  readonly status: number;
}

await onStage(async (stage) => {
  const portal = await startBuiltPortal(stage, { people: [] });
  stage.add(portal.process);
  const cookies: string[] = [];
  for (let index = 0; index < SESSIONS; index += 1)
    cookies.push(await signIn(portal.baseUrl, admin, `203.0.113.${index}`));
  const pool = new Pool(portal.baseUrl);

  let turn = 0;
  async function visit(path: string): Promise<Visited> {
    turn += 1;
    const cookie = cookies[turn % SESSIONS] ?? '';
    const startedAt = performance.now();
    const headers = { cookie, accept: 'text/html', 'x-forwarded-for': '203.0.113.1' };
    const { statusCode, body } = await pool.request({ path, method: 'GET', headers });
    const bytes = (await body.arrayBuffer()).byteLength;
    return { ms: performance.now() - startedAt, bytes, status: statusCode };
  }

  const rows = [];
  for (const path of await pagesOf(stage)) rows.push(await measured(stage, path, visit));
  console.log(`Pages, Linode ${DELAY_MS} ms away, catalogues known, ${VISITS} visits each`);
  const added = ['added, median ms', 'added, p95 ms'];
  printTable(['page', 'calls', 'one after the other', 'KB', 'slowest call ms', ...added], rows);
  await pool.destroy();
  await coldMisses(stage);
});

/** Every page that a signed-in administrator can open by its address alone, and one of each thing. */
async function pagesOf({ sandbox }: Stage): Promise<readonly string[]> {
  const [linode] = await sandbox.linodes();
  const plain = [
    paths.home.to({}),
    paths.linodes.to({}),
    paths.linodes.to({}, { size: 100 }),
    paths.linodes.to({}, { label: 'web', sort: 'created' }),
    paths.linode.to({ id: linode?.id ?? 0 }),
    paths.createLinode.to({}),
    paths.search.to({}, { q: 'harbour' }),
    paths.requests.to({}),
    paths.me.to({}),
    paths.myTokens.to({}),
    paths.audit.to({}),
    paths.auditTokens.to({}),
    paths.auditUsers.to({}),
    paths.auditApps.to({}),
    paths.auditClients.to({}),
    paths.auditLogins.to({}),
    paths.auditLog.to({}),
    paths.browse.to({}),
  ];
  const lists = collections
    .filter(({ scope }) => scope === null || readable.has(scope))
    .map(({ name }) => paths.browseList.to({ collection: name }));
  return [...plain, ...lists];
}

async function measured(
  stage: Stage,
  path: string,
  visit: (path: string) => Promise<Visited>,
): Promise<readonly (string | number)[]> {
  await stage.inManner({ delayMs: 0, canned: false });
  // Catalogues, and what is looked at once in a while.
  for (let warm = 0; warm < 5; warm += 1) await visit(path);
  await sleep(100);
  const added: number[] = [];
  let last: { visited: Visited; calls: readonly NotedCall[] } | null = null;
  for (let index = 0; index < VISITS; index += 1) {
    await stage.inManner({ delayMs: DELAY_MS, canned: false });
    const visited = await visit(path);
    const calls = await stage.calls();
    added.push(visited.ms - slowest(calls));
    last = { visited, calls };
  }
  if (last === null || last.visited.status !== 200)
    return [path, `status ${last?.visited.status}`, '', '', '', '', ''];
  return [
    path,
    last.calls.length,
    depthOf(last.calls),
    (last.visited.bytes / 1000).toFixed(1),
    slowest(last.calls).toFixed(0),
    median(added).toFixed(1),
    percentile(added, 95).toFixed(1),
  ];
}

function slowest(calls: readonly NotedCall[]): number {
  return Math.max(0, ...calls.map(({ startedAt, endedAt }) => endedAt - startedAt));
}

/** The most calls of which each began when the one before had ended. */
function depthOf(calls: readonly NotedCall[]): number {
  const inOrder = calls.toSorted((one, other) => one.endedAt - other.endedAt);
  let depth = 0;
  let endedAt = -Infinity;
  for (const call of inOrder) {
    if (call.startedAt < endedAt) continue;
    depth += 1;
    ({ endedAt } = call);
  }
  return depth;
}

/** Two replicas that have just started, and a thousand people who all want the same catalogue. */
async function coldMisses(stage: Stage): Promise<void> {
  await stage.redis.client.flushall();
  const portals = [];
  for (const [index, people] of [stage.people.slice(0, 10), stage.people.slice(10, 20)].entries()) {
    const portal = await startBuiltPortal(stage, { people, name: `replica ${index + 1}` });
    stage.add(portal.process);
    portals.push(portal);
  }
  await stage.inManner({ delayMs: DELAY_MS, canned: false });
  const asked = portals.flatMap(({ baseUrl, cookies }) =>
    Array.from({ length: 500 }, async (_, index) => {
      const cookie = cookies[index % cookies.length] ?? '';
      const headers = {
        cookie,
        accept: 'application/json',
        'x-forwarded-for': `203.0.113.${index % 250}`,
      };
      const answer = await fetch(`${baseUrl}/browse/regions`, { headers });
      await answer.arrayBuffer();
      return answer.status;
    }),
  );
  const statuses = await Promise.all(asked);
  const calls = (await stage.calls()).filter(({ call }) => call === 'GET /v4/regions');
  console.log('1,000 requests for a catalogue that nobody has, at once, over two replicas');
  printTable(
    ['answers 200', 'calls of Linode'],
    [[statuses.filter((status) => status === 200).length, calls.length]],
  );
}

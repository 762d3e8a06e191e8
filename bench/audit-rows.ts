import { startPortal } from '../test/support/portal.ts';
import { TestVisitor } from '../test/support/visitor.ts';

/* The audit's pages over 1,000 and 100,000 tokens, interleaved in one run: npm run bench */

const TOKENS_EACH = 100;
const ROUNDS = 15;

const pages = {
  'default view': '/audit/tokens',
  'one filter': '/audit/tokens?risk=full-access',
  'last page': '/audit/tokens?kind=pat&page=9',
  'filters and search': '/audit/tokens?kind=pat&risk=never-expires&scope=linodes&q=ci-7',
  overview: '/audit',
};

type Portal = Awaited<ReturnType<typeof startPortal>>;

async function filled(rows: number) {
  const portal = await startPortal();
  for (let user = 0; user < rows / TOKENS_EACH; user += 1) await fill(portal, user);
  const admin = new TestVisitor(portal);
  await admin.signIn({ username: 'ada-admin', password: 'harbour-demo-1' });
  return { portal, admin };
}

async function fill({ redis }: Portal, user: number): Promise<void> {
  const username = `bench-${String(user).padStart(5, '0')}`;
  const tokens = Array.from({ length: TOKENS_EACH }, (_, index) => tokenOf(user, index));
  const snapshot = { username, takenAt: new Date().toISOString(), tokens, gone: [] };
  await redis.set(`inventory:${username}`, JSON.stringify(snapshot));
  await redis.zadd('inventories', await redis.incr('inventories:version'), username);
}

const dialects = [
  '*',
  'linodes:read_only images:read_only',
  'linodes:create,domains:view',
  'account:read_write',
];
const day = 24 * 3_600_000;

function tokenOf(user: number, index: number) {
  const id = user * TOKENS_EACH + index + 1;
  const expiresAt = index % 3 === 0 ? '' : new Date(Date.now() + (index + 1) * day).toISOString();
  return {
    kind: 'pat',
    id,
    label: `ci-${id}`,
    prefix: id.toString(16).padStart(16, '0'),
    scopes: dialects[id % dialects.length] ?? '*',
    createdAt: new Date(Date.now() - index * 5 * day).toISOString(),
    expiresAt,
    website: '',
    firstSeenAt: new Date().toISOString(),
  };
}

const small = await filled(1000);
const large = await filled(100_000);
console.log('| page | 1,000 rows ms | 100,000 rows ms | ratio | first look at 100,000 ms |');
console.log('|---|---|---|---|---|');
for (const [name, path] of Object.entries(pages)) {
  const first = await timed(large.admin, path);
  const times = { small: [await timed(small.admin, path)], large: [first] };
  for (let round = 0; round < ROUNDS; round += 1) {
    times.small.push(await timed(small.admin, path));
    times.large.push(await timed(large.admin, path));
  }
  const [one, many] = [median(times.small), median(times.large)];
  console.log(
    `| ${name} | ${one.toFixed(1)} | ${many.toFixed(1)} | ${(many / one).toFixed(2)} | ${first.toFixed(0)} |`,
  );
}
console.log(
  `\nMemory of this process with both tables: ${Math.round(process.memoryUsage().rss / 1e6)} MB`,
);
await small.portal.stop();
await large.portal.stop();

async function timed(visitor: TestVisitor, path: string): Promise<number> {
  const startedAt = performance.now();
  const { status } = await visitor.get(path);
  if (status !== 200) throw new Error(`${path}: ${status}`);
  return performance.now() - startedAt;
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((one, other) => one - other);
  return sorted[Math.floor(sorted.length / 2)] ?? 0;
}

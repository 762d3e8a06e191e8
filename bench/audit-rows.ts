import { pathToFileURL } from 'node:url';
import { createSnapshots } from '../server/audit/snapshots.ts';
import type { HeldToken } from '../server/audit/snapshot.ts';
import type { TestPortal } from '../test/support/portal.ts';
import { compareSizes, page, printRatios, type Act } from './interleaved.ts';
import { printTable } from './table.ts';

/* The audit's pages over 1,000 and 100,000 tokens: node --import tsx bench/audit-rows.ts */

const TOKENS_EACH = 100;
const ROUNDS = 15;

const views: Readonly<Record<string, Act>> = {
  'default view': page('/audit/tokens'),
  'one filter': page('/audit/tokens?risk=full-access'),
  'another order': page('/audit/tokens?sort=expires&order=desc'),
  'last page': page('/audit/tokens?kind=pat&page=9'),
  'one person': page('/audit/users/bench-00003'),
  everybody: page('/audit/users'),
  overview: page('/audit'),
};

/** Each time another search: what was found once is kept for a minute. */
const searches: Readonly<Record<string, Act>> = {
  'filters and search, as before': page(filtered('ci-7')),
  'filters and search, never asked before': async (filled, timed) => {
    await page(filtered(`ci-${Math.random().toString().slice(2, 4)}`))(filled, timed);
  },
};

function filtered(q: string): string {
  return `/audit/tokens?kind=pat&risk=never-expires&scope=linodes&sort=expires&q=${q}`;
}

export async function measureAuditRows(): Promise<void> {
  await compareSizes('Tokens in the inventory', fill, async (small, large) => {
    await printRatios({ ...views, ...searches }, { small, large, rounds: ROUNDS });
    const memory = Math.round(process.memoryUsage().rss / 1e6);
    printTable(['memory of the process that holds both tables'], [[`${memory} MB`]]);
  });
}

async function fill({ redis }: TestPortal, count: number): Promise<void> {
  const snapshots = createSnapshots(redis);
  for (let user = 0; user < count / TOKENS_EACH; user += 1) {
    const username = `bench-${String(user).padStart(5, '0')}`;
    const tokens = Array.from({ length: TOKENS_EACH }, (_, index) => tokenOf(user, index));
    const snapshot = { username, takenAt: new Date().toISOString(), tokens, gone: [] };
    await snapshots.change(username, () => ({ snapshot, differences: [] }));
  }
}

const dialects = [
  '*',
  'linodes:read_only images:read_only',
  'linodes:create,domains:view',
  'account:read_write',
];
const day = 24 * 3_600_000;

function tokenOf(user: number, index: number): HeldToken {
  const id = user * TOKENS_EACH + index + 1;
  return {
    kind: 'pat',
    id,
    label: `ci-${id}`,
    prefix: id.toString(16).padStart(16, '0'),
    scopes: dialects[id % dialects.length] ?? '*',
    createdAt: new Date(Date.now() - index * 5 * day).toISOString(),
    expiresAt: index % 3 === 0 ? '' : new Date(Date.now() + (index + 1) * day).toISOString(),
    website: '',
    firstSeenAt: new Date().toISOString(),
  };
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) await measureAuditRows();

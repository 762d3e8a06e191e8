import { createHash, randomBytes } from 'node:crypto';
import { pathToFileURL } from 'node:url';
import type { Redis } from 'ioredis';
import { keys } from '../server/redis/keys.ts';
import type { TestPortal } from '../test/support/portal.ts';
import { TestVisitor } from '../test/support/visitor.ts';
import { ada, compareSizes, page, printRatios, type Act } from './interleaved.ts';
import { printTable } from './table.ts';

/* Portals with 1,000 and 100,000 live sessions: node --import tsx bench/sessions.ts */

const ROUNDS = 15;
const SESSIONS_EACH = 10;
const BATCH = 500;
const MINUTE = 60_000;

const max = { username: 'max-member', password: 'harbour-demo-1' };
const agent = 'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/141.0.0.0 Safari/537.36';

const acts: Readonly<Record<string, Act>> = {
  'sign-in': async ({ portal }, timed) => {
    const visitor = new TestVisitor(portal);
    await timed(async () => await visitor.signIn(max));
  },
  'a page': page('/linodes'),
  'audit, overview': page('/audit'),
  'audit, all': page('/audit/tokens'),
  'audit, sessions': page('/audit/tokens?kind=session'),
  'audit, sessions, last page': async (filled, timed) => {
    const { location } = await filled.admin.get('/audit/tokens?kind=session&page=999999');
    await page(location ?? '')(filled, timed);
  },
  'audit, idle sessions': page('/audit/tokens?risk=session-idle'),
  'audit, sessions from new addresses': page('/audit/tokens?risk=session-new-address'),
  'audit, one person': page('/audit/users/bench-00003'),
  'revoke everything of a person': revokeEverything,
};

export async function measureSessions(): Promise<void> {
  await compareSizes('Live sessions', fill, async (small, large) => {
    await printRatios(acts, { small, large, rounds: ROUNDS });
    const { client } = large.portal.redisServer;
    printTable(['of one session', 'bytes in Redis'], await recordsOf(client));
  });
}

/** Ten sessions of a person, from the form on their page to where it is shown what ended. */
async function revokeEverything(...[{ portal, admin }, timed]: Parameters<Act>): Promise<void> {
  for (let count = 0; count < SESSIONS_EACH; count += 1) await new TestVisitor(portal).signIn(max);
  const { text } = await admin.get('/audit/users/max-member');
  const refs = [...text.matchAll(/name="target" value="([^"]+)"/g)].map(([, ref = '']) => ref);
  const target = refs.filter((ref) => ref.startsWith('session-'));
  const form = await admin.submit('/audit/tokens', '/audit/revoke', { target, step: 'confirm' });
  const order = { target, step: 'revoke', reason: 'measured' };
  const done = await timed(async () => await admin.submit(form, '/audit/revoke', order));
  if (done.status !== 303) throw new Error(`not revoked: ${done.status}`);
}

/** Sessions that are the admin's own in every record but for whose they are. */
async function fill({ redisServer }: TestPortal, count: number): Promise<void> {
  const { client } = redisServer;
  const [id = ''] = await client.zrange(keys.sessions, 0, 0);
  const vault = await client.hgetall(keys.vault(id));
  const session = (await client.get(keys.session(vault['sidHash'] ?? ''))) ?? '';
  for (let start = 0; start < count; start += BATCH) {
    const batch = client.pipeline();
    for (let index = start; index < start + BATCH; index += 1)
      putLike(batch, { vault, session, index });
    await batch.exec();
  }
}

interface Template {
  readonly vault: Readonly<Record<string, string>>;
  readonly session: string;
  readonly index: number;
}

function putLike(batch: ReturnType<Redis['pipeline']>, { vault, session, index }: Template): void {
  const id = randomBytes(16).toString('base64url');
  const sidHash = createHash('sha256').update(id).digest('base64url');
  const username = `bench-${String(Math.floor(index / SESSIONS_EACH)).padStart(5, '0')}`;
  // Used within the last 20 minutes, or not: five to thirty of them are left.
  const endsAt = Date.now() + (5 + (index % 26)) * MINUTE;
  const use = { lastUsedAt: Date.now(), lastAction: 'GET /linodes', address: '192.0.2.1', agent };
  batch
    .hset(keys.vault(id), { ...vault, username, sidHash })
    .pexpireat(keys.vault(id), Date.now() + 36 * 60 * MINUTE)
    .set(keys.session(sidHash), session.replaceAll(ada.username, username), 'PXAT', endsAt)
    .set(keys.seen(id), JSON.stringify(use), 'PXAT', endsAt)
    .zadd(keys.sessions, endsAt, id)
    .zadd(keys.sessionsOf(username), endsAt, id);
  if (index % 10 === 0) batch.zadd(keys.sessionsFromNewAddress, endsAt, id);
}

/** What one session takes, and its share of the index that all are in. */
async function recordsOf(client: Redis): Promise<[string, string][]> {
  const [id = ''] = await client.zrange(keys.sessionsOf('bench-00003'), 0, 0);
  const sidHash = (await client.hget(keys.vault(id), 'sidHash')) ?? '';
  const size = async (key: string) => Number(await client.memory('USAGE', key, 'SAMPLES', 0));
  const sizes = {
    vault: await size(keys.vault(id)),
    session: await size(keys.session(sidHash)),
    'last use': await size(keys.seen(id)),
    'index of all': (await size(keys.sessions)) / (await client.zcard(keys.sessions)),
    'index of one’s own': (await size(keys.sessionsOf('bench-00003'))) / SESSIONS_EACH,
  };
  const total = Object.values(sizes).reduce((sum, one) => sum + one, 0);
  return Object.entries({ ...sizes, together: total }).map(([name, bytes]) => [
    name,
    bytes.toFixed(0),
  ]);
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) await measureSessions();

import { LRUCache } from 'lru-cache';
import { listApps, type AuthorizedApp } from '../linode/apps.ts';
import { InvalidToken, LinodeError } from '../linode/errors.ts';
import { listTokens, type PersonalAccessToken } from '../linode/tokens.ts';
import type { Logger } from '../logger.ts';
import type { RedisConnection } from '../redis/connection.ts';
import { keys } from '../redis/keys.ts';
import type { Visitor } from '../session/visitor.ts';
import { nextSnapshot, withRevoked } from './differences.ts';
import type { GoneToken, HeldToken, Snapshot } from './snapshot.ts';
import { createSnapshots } from './snapshots.ts';

/** A person's tokens are looked at this often at the most, over all replicas. */
const PERIOD_MS = 10 * 60_000;

/** Somebody who is signed in, as far as their own list needs it. */
type Owner = Pick<Visitor, 'username' | 'linode'>;

export type Inventory = ReturnType<typeof createInventory>;

/**
 * What each person holds, as their own token tells it: Linode lets nobody else ask. The last look is
 * kept after they leave, with its age.
 */
export function createInventory(redis: RedisConnection, logger: Logger) {
  const snapshots = createSnapshots(redis);
  // Spares Redis the question on every request; the lease there decides between replicas.
  const lookedHere = new LRUCache<string, true>({ max: 10_000, ttl: PERIOD_MS });

  async function look({ username, linode }: Owner): Promise<Snapshot | null> {
    const takenAt = new Date().toISOString();
    const [pats, apps] = await Promise.all([listTokens(linode), listApps(linode)]);
    const tokens = [...pats.map(fromPat), ...apps.map(fromApp)];
    return await snapshots.change(username, (before) =>
      isNewer(before, takenAt) ? null : nextSnapshot(before, { username, takenAt, tokens }),
    );
  }

  async function noteProblem(username: string, since: string, problem: string): Promise<void> {
    const empty = { username, takenAt: '', tokens: [], gone: [] };
    await snapshots.change(username, (before) =>
      isNewer(before, since)
        ? null
        : { snapshot: { ...(before ?? empty), problem }, differences: [] },
    );
  }

  return {
    read: async (username: string) => await snapshots.read(username),

    /** Looks now, whatever the lease says: after a change that its person made here. */
    look,

    /** Looks if nobody did lately. Never fails: a page must not suffer from it. */
    async lookIfDue(visitor: Owner & Pick<Visitor, 'can'>): Promise<void> {
      const { username } = visitor;
      if (lookedHere.has(username) || !visitor.can('account:read_only')) return;
      lookedHere.set(username, true);
      const since = new Date().toISOString();
      try {
        const lease = keys.inventoryLease(username);
        if ((await redis.set(lease, '1', 'PX', PERIOD_MS, 'NX')) === 'OK') await look(visitor);
      } catch (error) {
        if (error instanceof LinodeError && !(error instanceof InvalidToken))
          await noteProblem(username, since, error.message).catch(() => null);
        logger.info({ err: error }, 'inventory: no snapshot this time');
      }
    },

    /** What changed around one token, newest first. */
    async historyOf(username: string, { kind, id }: { kind: string; id: number }) {
      const all = await snapshots.differencesOf(username);
      return all
        .filter((one) => one.kind === kind && one.id === id)
        .map(({ at, words }) => ({ at, words }));
    },

    /** The newest changes of everybody together. */
    newestDifferences: async (count: number) => await snapshots.newestDifferences(count),

    /** Tells a token that was revoked from here from one that vanished, and that it is gone. */
    async noteRevoked(username: string, revoked: Pick<GoneToken, 'kind' | 'id'>): Promise<void> {
      const at = new Date().toISOString();
      await snapshots.change(username, (before) => before && withRevoked(before, revoked, at));
    },
  };
}

/** A look that began before the one that is kept has nothing new to tell. */
function isNewer(kept: Snapshot | null, takenAt: string): boolean {
  return kept !== null && kept.takenAt > takenAt;
}

function fromPat({ id, label, token, scopes, created, expiry }: PersonalAccessToken): HeldToken {
  const facts = { kind: 'pat', id, label, prefix: token, scopes } as const;
  return { ...facts, createdAt: created, expiresAt: expiry, website: '', firstSeenAt: '' };
}

function fromApp({ id, label, scopes, created, expiry, website }: AuthorizedApp): HeldToken {
  const facts = { kind: 'app', id, label, prefix: '', scopes } as const;
  return { ...facts, createdAt: created, expiresAt: expiry, website, firstSeenAt: '' };
}

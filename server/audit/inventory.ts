import { LRUCache } from 'lru-cache';
import { listApps, type AuthorizedApp } from '../linode/apps.ts';
import { InvalidToken, LinodeError } from '../linode/errors.ts';
import { listTokens, type PersonalAccessToken } from '../linode/tokens.ts';
import type { Logger } from '../logger.ts';
import type { RedisConnection } from '../redis/connection.ts';
import { keys } from '../redis/keys.ts';
import type { Visitor } from '../session/visitor.ts';
import { nextSnapshot, readDifference, type Difference } from './differences.ts';
import { readSnapshot, type GoneToken, type HeldToken, type Snapshot } from './snapshot.ts';

/** A person's tokens are looked at this often at the most, over all replicas. */
const PERIOD_MS = 10 * 60_000;
const KEPT_MS = 400 * 24 * 3_600_000;
const KEPT_DIFFERENCES = 1000;

export type Inventory = ReturnType<typeof createInventory>;

/**
 * What each person holds, as their own token tells it: Linode lets nobody else ask. The last look is
 * kept after they leave, with its age.
 */
export function createInventory(redis: RedisConnection, logger: Logger) {
  // Spares Redis the question on every request; the lease there decides between replicas.
  const lookedHere = new LRUCache<string, true>({ max: 10_000, ttl: PERIOD_MS });

  async function read(username: string): Promise<Snapshot | null> {
    return readSnapshot(await redis.get(keys.inventory(username)));
  }

  async function write(snapshot: Snapshot): Promise<void> {
    const key = keys.inventory(snapshot.username);
    await redis.set(key, JSON.stringify(snapshot), 'PX', KEPT_MS);
    // The change's number tells every replica what to read anew.
    const version = await redis.incr(keys.inventoryVersion);
    await redis.zadd(keys.inventories, version, snapshot.username.toLowerCase());
  }

  async function differencesOf(username: string, count: number) {
    const found = await redis.lrange(keys.inventoryHistory(username), 0, count - 1);
    return found.flatMap(readDifference);
  }

  async function look(visitor: Visitor): Promise<Snapshot> {
    const { username, linode } = visitor;
    const takenAt = new Date().toISOString();
    const [pats, apps, before] = await Promise.all([
      listTokens(linode),
      listApps(linode),
      read(username),
    ]);
    const tokens = [...pats.map(fromPat), ...apps.map(fromApp)];
    const { snapshot, differences } = nextSnapshot(before, { username, takenAt, tokens });
    await write(snapshot);
    if (differences.length > 0) {
      const history = keys.inventoryHistory(username);
      await redis.lpush(history, ...differences.map((difference) => JSON.stringify(difference)));
      await redis.ltrim(history, 0, KEPT_DIFFERENCES - 1);
      await redis.pexpire(history, KEPT_MS);
      await redis.lpush(
        keys.inventoryChanges,
        ...differences.map((one) => toChange(username, one)),
      );
      await redis.ltrim(keys.inventoryChanges, 0, KEPT_DIFFERENCES - 1);
    }
    return snapshot;
  }

  async function noteProblem(username: string, error: LinodeError): Promise<void> {
    const before = await read(username);
    const empty = { username, takenAt: '', tokens: [], gone: [] };
    await write({ ...(before ?? empty), problem: error.message });
  }

  return {
    read,

    /** Looks now, whatever the lease says: after a change that its person made here. */
    look,

    /** Looks if nobody did lately. Never fails: a page must not suffer from it. */
    async lookIfDue(visitor: Visitor): Promise<void> {
      const { username } = visitor;
      if (lookedHere.has(username) || !visitor.can('account:read_only')) return;
      lookedHere.set(username, true);
      try {
        const lease = keys.inventoryLease(username);
        if ((await redis.set(lease, '1', 'PX', PERIOD_MS, 'NX')) === 'OK') await look(visitor);
      } catch (error) {
        if (error instanceof LinodeError && !(error instanceof InvalidToken))
          await noteProblem(username, error).catch(() => null);
        logger.info({ err: error }, 'inventory: no snapshot this time');
      }
    },

    /** What changed around one token, newest first. */
    async historyOf(username: string, { kind, id }: { kind: string; id: number }) {
      const all = await differencesOf(username, KEPT_DIFFERENCES);
      return all
        .filter((one) => one.kind === kind && one.id === id)
        .map(({ at, words }) => ({ at, words }));
    },

    /** The newest changes of everybody together. */
    async newestDifferences(count: number) {
      const found = await redis.lrange(keys.inventoryChanges, 0, count - 1);
      return found.flatMap((text) => {
        const { owner, difference } = JSON.parse(text) as { owner: string; difference: string };
        return readDifference(difference).map(({ at, words }) => ({ at, owner, words }));
      });
    },

    /** Tells a token that was revoked here from one that vanished: `how` becomes what is known. */
    async noteRevoked(username: string, revoked: Pick<GoneToken, 'kind' | 'id'>): Promise<void> {
      const snapshot = await read(username);
      if (snapshot === null) return;
      const isIt = (token: GoneToken) => token.kind === revoked.kind && token.id === revoked.id;
      const gone = snapshot.gone.map((token) =>
        isIt(token) ? { ...token, how: 'revoked' as const } : token,
      );
      await write({ ...snapshot, gone });
    },
  };
}

function toChange(owner: string, difference: Difference): string {
  return JSON.stringify({ owner, difference: JSON.stringify(difference) });
}

function fromPat({ id, label, token, scopes, created, expiry }: PersonalAccessToken): HeldToken {
  const facts = { kind: 'pat', id, label, prefix: token, scopes } as const;
  return { ...facts, createdAt: created, expiresAt: expiry, website: '', firstSeenAt: '' };
}

function fromApp({ id, label, scopes, created, expiry, website }: AuthorizedApp): HeldToken {
  const facts = { kind: 'app', id, label, prefix: '', scopes } as const;
  return { ...facts, createdAt: created, expiresAt: expiry, website, firstSeenAt: '' };
}

import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { deleteApp, getApp } from '../linode/apps.ts';
import type { LinodeClient } from '../linode/client.ts';
import { LinodeError, LinodeRefused } from '../linode/errors.ts';
import { deleteToken, getToken } from '../linode/tokens.ts';
import type { RedisConnection } from '../redis/connection.ts';
import { keys } from '../redis/keys.ts';
import type { EndSession } from '../session/end.ts';
import type { LiveClientOf } from '../session/live-clients.ts';
import type { SessionRegistry } from '../session/registry.ts';
import type { Inventory } from './inventory.ts';
import type { AuditContext, AuditRecorder } from './record.ts';
import {
  readRevocation,
  type Revocation,
  type RevocationItem,
  type Target,
} from './revocation-record.ts';
import type { Wishes } from './wishes.ts';

const KEPT_MS = 400 * 24 * 3_600_000;
const AT_ONCE = 5;
/** So long the sessions that are to end serve for ending their people's tokens: a leaver is out within a second. */
const TOKENS_FIRST_MS = 700;

export interface RevocationDeps {
  readonly redis: RedisConnection;
  readonly audit: AuditRecorder;
  readonly registry: SessionRegistry;
  readonly endSession: EndSession;
  readonly liveClientOf: LiveClientOf;
  readonly wishes: Wishes;
  readonly inventory: Pick<Inventory, 'noteRevoked'>;
}

export interface RevocationOrder {
  readonly by: string;
  readonly reason: string;
  readonly targets: readonly Target[];
  readonly context: AuditContext;
}

export type Revocations = ReturnType<typeof createRevocations>;

/**
 * Ends what an admin chose. Tokens and apps end through a live session of their owner, read back as
 * proof; where there is none, the owner is asked. Portal sessions end here right after, whatever came
 * of that, and at Linode through the sweeper.
 */
export function createRevocations(deps: RevocationDeps, tokensFirstMs = TOKENS_FIRST_MS) {
  const { redis, audit, registry } = deps;
  const underWay = new Set<Promise<void>>();

  async function write(revocation: Revocation): Promise<void> {
    await redis.set(keys.revocation(revocation.id), JSON.stringify(revocation), 'PX', KEPT_MS);
  }

  /** A session's confirmation arrives later, and elsewhere. */
  async function settled(item: RevocationItem): Promise<RevocationItem> {
    if (item.kind !== 'session') return item;
    const outcome = await registry.revocationOf(item.id);
    return outcome === null ? item : { ...item, linode: outcome };
  }

  async function finish(order: RevocationOrder, begun: Begun): Promise<void> {
    // An app may be this portal itself: with it ends the access that all of this goes through.
    for (const kind of ['pat', 'app'] as const) {
      const places = placesOf(kind, begun);
      for (let next = 0; next < places.length; next += AT_ONCE) {
        const part = places.slice(next, next + AT_ONCE);
        await Promise.all(
          part.map(async ({ item, place }) => {
            begun.items[place] = await endAtLinode(deps, order, item);
          }),
        );
        await write(begun);
      }
    }
  }

  async function endSessions(begun: Begun): Promise<void> {
    await Promise.all(
      placesOf('session', begun).map(async ({ item, place }) => {
        await deps.endSession(item.id, 'ended-by-admin');
        begun.items[place] = { ...item, local: 'ended' };
      }),
    );
    await write(begun);
  }

  return {
    /**
     * Ends the sessions before it returns; the rest goes on, to be seen under the revocation's id.
     *
     * @throws when it cannot be recorded: then nothing was ended
     */
    async begin(order: RevocationOrder): Promise<{ id: string; finished: Promise<void> }> {
      const { by, reason, targets, context } = order;
      const id = randomBytes(16).toString('base64url');
      await audit.record(
        { type: 'revocation.begun', username: by, revocation: id, reason, targets },
        context,
      );
      const begun = { id, by, reason, at: new Date().toISOString(), items: targets.map(toItem) };
      const finished = finish(order, begun).finally(() => underWay.delete(finished));
      underWay.add(finished);
      const late = sleep(tokensFirstMs, null, { ref: false });
      await Promise.race([finished.catch(() => null), late]);
      await endSessions(begun);
      await redis.zadd(keys.revocations, Date.now(), id);
      return { id, finished };
    },

    async read(id: string): Promise<Revocation | null> {
      const found = readRevocation(await redis.get(keys.revocation(id)));
      if (found === null) return null;
      return { ...found, items: await Promise.all(found.items.map(settled)) };
    },

    /** Waits for what is under way: nobody else goes on with it. */
    drain: async (): Promise<void> => void (await Promise.allSettled(underWay)),
  };
}

type Begun = Omit<Revocation, 'items'> & { readonly items: RevocationItem[] };

function toItem(target: Target): RevocationItem {
  return { ...target, local: 'none', linode: 'pending', detail: '' };
}

function placesOf(kind: Target['kind'], { items }: Begun) {
  return items.map((item, place) => ({ item, place })).filter(({ item }) => item.kind === kind);
}

async function endAtLinode(
  deps: RevocationDeps,
  { by, reason, context }: RevocationOrder,
  item: RevocationItem,
): Promise<RevocationItem> {
  const client = await deps.liveClientOf(item.owner, ['account:read_write']);
  const ended = client === null ? null : await deleteAndReadBack(client, item);
  if (ended === null) await deps.wishes.add(item.owner, { ...item, by, reason });
  if (ended?.linode === 'confirmed') await noteGone(deps, item);
  const outcome = ended ?? {
    linode: 'asked-owner' as const,
    detail: 'No live session of the owner may do this. They are asked at their next sign-in.',
  };
  const { owner, kind, id, label } = item;
  const event = { type: 'revocation.item', username: by, owner, kind, target: id, label } as const;
  await deps.audit.record({ ...event, outcome: outcome.linode }, context);
  return { ...item, ...outcome };
}

/** Nobody is to be asked for it any more, nor to find it in a list. */
async function noteGone({ wishes, inventory }: RevocationDeps, item: Target): Promise<void> {
  const kind = item.kind === 'app' ? 'app' : 'pat';
  await wishes.fulfil(item.owner, { kind, id: item.id });
  await inventory.noteRevoked(item.owner, { kind, id: Number(item.id) });
}

type Outcome = Pick<RevocationItem, 'linode' | 'detail'>;

/** The proof is Linode's own "Not found", after the deletion, through the same token. */
async function deleteAndReadBack(client: LinodeClient, { kind, id }: Target): Promise<Outcome> {
  const number = Number(id);
  const remove = kind === 'pat' ? deleteToken : deleteApp;
  const read = kind === 'pat' ? getToken : getApp;
  const trouble = await remove(client, number).then(() => '', reasonOf);
  try {
    await read(client, number);
    return { linode: 'failed', detail: trouble || 'Linode still lists it after the deletion.' };
  } catch (error) {
    if (error instanceof LinodeRefused && error.status === 404)
      return { linode: 'confirmed', detail: 'Read back: Linode no longer has it.' };
    return { linode: 'failed', detail: `Not proved: ${reasonOf(error)}` };
  }
}

function reasonOf(error: unknown): string {
  if (error instanceof LinodeError) return error.message;
  throw error;
}

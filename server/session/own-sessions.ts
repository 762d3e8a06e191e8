import { NotFound } from '../errors.ts';
import type { VaultRecord } from '../vault/record.ts';
import type { Vault } from '../vault/vault.ts';
import type { EndSession } from './end.ts';
import type { SessionRegistry } from './registry.ts';
import type { Seen, Use } from './seen.ts';
import type { Visitor } from './visitor.ts';

/** One of a person's sessions, as they may see it. Times in epoch ms. */
export interface OwnSession {
  /** The vault's id: the session's public handle. */
  readonly id: string;
  readonly startedAt: number;
  readonly lastUse: Use | null;
  readonly isThis: boolean;
}

export interface OwnSessionsDeps {
  readonly vault: Vault;
  readonly registry: SessionRegistry;
  readonly seen: Seen;
  readonly endSession: EndSession;
}

export type OwnSessions = ReturnType<typeof createOwnSessions>;

/** What a person may see of, and do with, their own sessions. Another person's are not there. */
export function createOwnSessions({ vault, registry, seen, endSession }: OwnSessionsDeps) {
  async function liveOnes(visitor: Visitor): Promise<readonly VaultRecord[]> {
    const ids = await registry.sessionsOf(visitor.username);
    const found = await Promise.all(ids.map(async (id) => await vault.read(id)));
    return found.filter(
      (held) => held !== null && held.state !== 'ending' && isOwn(held, visitor),
    ) as readonly VaultRecord[]; // the filter leaves no null
  }

  return {
    /** This one first, then by last use. */
    async listOf(visitor: Visitor): Promise<readonly OwnSession[]> {
      const held = await liveOnes(visitor);
      const sessions = await Promise.all(
        held.map(async ({ id, createdAt }) => ({
          id,
          startedAt: createdAt,
          lastUse: await seen.read(id),
          isThis: id === visitor.session,
        })),
      );
      return sessions.sort(
        (a, b) => Number(b.isThis) - Number(a.isThis) || lastTime(b) - lastTime(a),
      );
    },

    /** @throws {NotFound} for a session that is over, or not this person's. */
    async end(visitor: Visitor, id: string): Promise<void> {
      const held = await vault.read(id);
      if (held === null || held.state === 'ending' || !isOwn(held, visitor)) throw new NotFound();
      await endSession(id, 'ended-by-owner');
    },

    /** Ends every one but this. */
    async endOthers(visitor: Visitor): Promise<void> {
      const held = await liveOnes(visitor);
      const others = held.filter(({ id }) => id !== visitor.session);
      await Promise.all(others.map(async ({ id }) => await endSession(id, 'ended-by-owner')));
    },
  };
}

function isOwn(held: VaultRecord, { username, uid }: Visitor): boolean {
  return held.username.toLowerCase() === username.toLowerCase() && held.uid === uid;
}

function lastTime({ lastUse, startedAt }: OwnSession): number {
  return lastUse?.lastUsedAt ?? startedAt;
}

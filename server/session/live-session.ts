import { keys } from '../redis/keys.ts';
import type { RedisConnection } from '../redis/connection.ts';
import type { VaultRecord } from '../vault/record.ts';
import type { Vault } from '../vault/vault.ts';
import { readSessionContent, type SessionContent } from './content.ts';
import type { EndReason, EndSession } from './end.ts';

export interface LiveSession {
  readonly content: SessionContent;
  readonly held: VaultRecord;
}

export interface LiveSessionDeps {
  readonly redis: RedisConnection;
  readonly vault: Vault;
  readonly endSession: EndSession;
  readonly mayStay: (held: VaultRecord) => boolean;
}

/**
 * Whether a session's record still stands for a live session: its absolute end, its person's epoch,
 * its vault and the allow-lists in force must all say so. One that does not is ended on the spot.
 *
 * @param stored what express-session read from its record
 * @param sidHash of the cookie that brought it
 */
export function createFindLiveSession(deps: LiveSessionDeps) {
  const { redis, vault, endSession, mayStay } = deps;

  return async (stored: unknown, sidHash: string): Promise<LiveSession | null> => {
    const content = readSessionContent(stored);
    if (content === null) return null;
    const [epoch, held] = await Promise.all([
      redis.get(keys.epoch(content.username)),
      vault.read(content.vaultId),
    ]);
    if (held === null || held.state === 'ending' || held.sidHash !== sidHash) return null;
    const due = mayStay(held) ? reasonToEnd(content, held, Number(epoch ?? 0)) : 'not-allowed';
    if (due === null) return { content, held };
    await endSession(content.vaultId, due);
    return null;
  };
}

function reasonToEnd(content: SessionContent, held: VaultRecord, epoch: number): EndReason | null {
  if (Date.now() >= content.absoluteEnd) return 'absolute-end';
  if (epoch !== content.epoch) return 'signed-out-everywhere';
  return held.state === 'dead' ? 'tokens-dead' : null;
}

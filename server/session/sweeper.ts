import type { AuditRecorder } from '../audit/record.ts';
import { outsideRequests } from '../current-request.ts';
import type { Logger } from '../logger.ts';
import type { VaultRecord } from '../vault/record.ts';
import { SealBroken } from '../redis/sealer.ts';
import type { Vault } from '../vault/vault.ts';
import type { EndReason, EndSession } from './end.ts';
import type { SessionRegistry } from './registry.ts';
import type { RevokeTokens } from './revoke-tokens.ts';

export interface SweeperDeps {
  readonly vault: Vault;
  readonly registry: SessionRegistry;
  readonly audit: AuditRecorder;
  readonly logger: Logger;
  readonly endSession: EndSession;
  readonly revokeTokens: RevokeTokens;
}

const PERIOD_MS = 1000;
const MAX_ACTIVE = 50;
const LEASE_MS = 30_000;
const GIVE_UP_MS = 24 * 3_600_000;
const MAX_PAUSE_MS = 10 * 60_000;

/** `revoked`: Linode confirmed; `pending`: not yet, or there was nothing to do. */
export type Settled = 'revoked' | 'pending';

export type Sweeper = ReturnType<typeof createSweeper>;

/**
 * Ends what is due and revokes at Linode what has ended, with back-off, until Linode confirms or a
 * day has passed. Every replica runs one; the index's lease gives each session to one at a time.
 */
export function createSweeper(deps: SweeperDeps) {
  const { registry, logger } = deps;
  const active = new Map<string, Promise<Settled>>();
  let timer: NodeJS.Timeout | null = null;

  const complain = (error: unknown): Settled => {
    logger.warn({ err: error }, 'sweeper: will try again');
    return 'pending';
  };

  function begin(vaultId: string): Promise<Settled> {
    const running = active.get(vaultId);
    if (running !== undefined) return running;
    const work = settle(deps, vaultId)
      .catch(complain)
      .finally(() => active.delete(vaultId));
    active.set(vaultId, work);
    return work;
  }

  /** Starts on what is due; one slow revocation holds up nobody else's. */
  async function sweep(): Promise<void> {
    const room = MAX_ACTIVE - active.size;
    const due = room > 0 ? await registry.takeDue(room, LEASE_MS) : [];
    for (const vaultId of due) void begin(vaultId);
  }

  const sweepNow = () => void sweep().catch(complain);

  return {
    start(): void {
      timer = setInterval(sweepNow, PERIOD_MS);
      timer.unref();
    },
    /** Runs at once, without waiting for the next period. */
    nudge: () => outsideRequests(sweepNow),
    /** Settles one session now, for a caller who wants to see the result. */
    settle: begin,
    async stop(): Promise<void> {
      if (timer !== null) clearInterval(timer);
      await Promise.all(active.values());
    },
  };
}

async function settle(deps: SweeperDeps, vaultId: string): Promise<Settled> {
  const held = await deps.vault.read(vaultId);
  if (held === null) {
    await deps.registry.forget(vaultId);
    return 'pending';
  }
  if (held.state === 'ending') return await revoke(deps, held);
  const reason = await reasonToEnd(deps, held);
  if (reason === null) return 'pending';
  await deps.endSession(vaultId, reason);
  // The sweep that this wakes finds the session in our hands: its tokens are ours to revoke.
  return await settle(deps, vaultId);
}

/** @returns null for a session that goes on; it is then looked at again when that could be over. */
async function reasonToEnd(
  { registry }: SweeperDeps,
  held: VaultRecord,
): Promise<EndReason | null> {
  if (held.state === 'dead') return 'tokens-dead';
  if (Date.now() >= held.absoluteEnd) return 'absolute-end';
  // Its person may have done something since it was taken: the session's own record decides.
  const leftMs = await registry.idleLeftMs(held.sidHash);
  if (leftMs === 0) return 'idle';
  await registry.dueAgainAt(held.id, Date.now() + leftMs);
  return null;
}

async function revoke(deps: SweeperDeps, held: VaultRecord): Promise<Settled> {
  try {
    const refreshToken = await deps.vault.openRefresh(held);
    const accessToken = await deps.vault.openAccess(held);
    await deps.revokeTokens({ accessToken, refreshToken });
  } catch (error) {
    const isHopeless = error instanceof SealBroken || Date.now() - held.endedAt >= GIVE_UP_MS;
    await (isHopeless ? close(deps, held, 'failed') : tryLater(deps, held, error));
    return 'pending';
  }
  // A refresh that was under way may have brought new tokens meanwhile: those are still to be revoked.
  return (await close(deps, held, 'confirmed')) ? 'revoked' : await settle(deps, held.id);
}

async function close(
  deps: SweeperDeps,
  held: VaultRecord,
  outcome: 'confirmed' | 'failed',
): Promise<boolean> {
  const { id: session, username } = held;
  await deps.audit.record({ type: 'token.revoked', username, session, outcome });
  await deps.registry.noteRevocation(session, outcome);
  const isOver = await deps.vault.forget(held);
  if (isOver) await deps.registry.forget(session);
  return isOver;
}

async function tryLater(deps: SweeperDeps, held: VaultRecord, error: unknown): Promise<void> {
  const tries = held.revokeTries + 1;
  const pauseMs = Math.min(1000 * 2 ** Math.min(tries, 16), MAX_PAUSE_MS);
  deps.logger.warn({ err: error, session: held.id, tries }, 'revocation at Linode is pending');
  await deps.vault.note(held.id, 'revokeTries', String(tries));
  await deps.registry.dueAgainAt(held.id, Date.now() + pauseMs);
}

import type { AuditRecorder } from '../audit/record.ts';
import type { Vault } from '../vault/vault.ts';
import type { SessionRegistry } from './registry.ts';

export type EndReason =
  | 'signed-out'
  | 'idle'
  | 'absolute-end'
  | 'replaced'
  | 'surplus'
  | 'tokens-dead'
  | 'not-allowed'
  | 'signed-out-everywhere'
  | 'ended-by-owner'
  | 'ended-by-admin';

export type EndSession = (vaultId: string, reason: EndReason) => Promise<void>;

export interface EndDeps {
  readonly vault: Vault;
  readonly registry: SessionRegistry;
  readonly audit: AuditRecorder;
  /** Called when there is something to revoke at Linode. */
  readonly nudge: () => void;
}

/**
 * The one place a session ends, whatever the reason.
 *
 * The flip in the vault is the end: from then on no request finds the session alive, here or on
 * another replica. What follows can be repeated, and the sweeper does repeat it after a crash.
 */
export function createEndSession({ vault, registry, audit, nudge }: EndDeps): EndSession {
  return async (vaultId, reason) => {
    const held = await vault.read(vaultId);
    if (held === null) return await registry.forget(vaultId);
    const { username, sidHash } = held;
    const isFirst = (await vault.flipToEnding(vaultId, reason)) !== null;
    await registry.retire({ vaultId, username, sidHash });
    nudge();
    if (isFirst) await audit.record({ type: 'session.ended', username, session: vaultId, reason });
  };
}

import { scopesInForce } from '../vault/record.ts';
import type { Vault } from '../vault/vault.ts';
import type { Seen } from './seen.ts';

/** One portal session as people may see it: never its key, never its tokens. Times in epoch ms. */
export interface SessionFacts {
  readonly vaultId: string;
  readonly username: string;
  readonly state: 'live' | 'dead' | 'ending';
  readonly startedAt: number;
  readonly absoluteEnd: number;
  readonly scopes: readonly string[];
  readonly refreshCount: number;
  readonly revokeTries: number;
  /** 0 when nothing was noted yet. */
  readonly lastUsedAt: number;
  readonly address: string;
}

export type SessionFactsOf = (vaultId: string) => Promise<SessionFacts | null>;

/** @returns null for a session that is gone. */
export function createSessionFactsOf(vault: Vault, seen: Pick<Seen, 'read'>): SessionFactsOf {
  return async (vaultId) => {
    const [held, use] = await Promise.all([vault.read(vaultId), seen.read(vaultId)]);
    if (held === null) return null;
    const { username, state, createdAt, absoluteEnd, refreshCount, revokeTries } = held;
    const facts = { vaultId, username, state, absoluteEnd, refreshCount, revokeTries };
    return {
      ...facts,
      startedAt: createdAt,
      scopes: scopesInForce(held),
      lastUsedAt: use?.lastUsedAt ?? 0,
      address: use?.address ?? '',
    };
  };
}

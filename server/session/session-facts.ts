import { z } from 'zod';
import type { RedisConnection } from '../redis/connection.ts';
import { keys } from '../redis/keys.ts';
import { scopesInForce } from '../vault/record.ts';
import type { Vault } from '../vault/vault.ts';

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
  readonly lastAction: string;
  readonly address: string;
  readonly agent: string;
}

const seen = z.object({
  lastUsedAt: z.coerce.number().default(0),
  lastAction: z.string().default(''),
  address: z.string().default(''),
  agent: z.string().default(''),
});

export type SessionFactsOf = (vaultId: string) => Promise<SessionFacts | null>;

/** @returns null for a session that is gone. */
export function createSessionFactsOf(redis: RedisConnection, vault: Vault): SessionFactsOf {
  return async (vaultId) => {
    const [held, noted] = await Promise.all([
      vault.read(vaultId),
      redis.hgetall(keys.seen(vaultId)),
    ]);
    if (held === null) return null;
    const { username, state, absoluteEnd, refreshCount, revokeTries } = held;
    const facts = { vaultId, username, state, absoluteEnd, refreshCount, revokeTries };
    const use = seen.safeParse(noted).data ?? {
      lastUsedAt: 0,
      lastAction: '',
      address: '',
      agent: '',
    };
    return { ...facts, startedAt: held.createdAt, scopes: scopesInForce(held), ...use };
  };
}

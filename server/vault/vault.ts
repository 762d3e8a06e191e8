import { randomUUID } from 'node:crypto';
import type { RedisConnection } from '../redis/connection.ts';
import { keys } from '../redis/keys.ts';
import { readVaultRecord, type VaultRecord } from './record.ts';
import { createReseal, placeOf, sealedFields } from './reseal.ts';
import {
  commitRefresh,
  flipToEnding,
  forgetGeneration,
  keepScaleway,
  markDead,
  noteIfPresent,
} from './scripts.ts';
import type { Sealer } from '../redis/sealer.ts';

export interface Tokens {
  readonly accessToken: string;
  readonly refreshToken: string | null;
  readonly expiresInSeconds: number | null;
}

export interface NewVault {
  readonly id: string;
  readonly username: string;
  readonly uid: number;
  readonly account: string;
  readonly sidHash: string;
  readonly tokens: Tokens;
  readonly asked: readonly string[];
  readonly granted: readonly string[];
  readonly observed: readonly string[];
  readonly createdAt: number;
  readonly absoluteEnd: number;
}

export type Vault = ReturnType<typeof createVault>;

/** Kept this long after its session, so that revocation at Linode can still be retried. */
const KEPT_AFTER_END_MS = 24 * 3_600_000;

/** The sealed tokens of live sessions. Nothing but a record's own place opens them. */
export function createVault(redis: RedisConnection, sealer: Sealer) {
  const reseal = createReseal(redis, sealer);

  async function sealedTokens(id: string, tokens: Tokens): Promise<Record<string, string>> {
    const { accessToken, refreshToken, expiresInSeconds } = tokens;
    const issuedAt = Date.now();
    return {
      access: await sealer.seal(accessToken, placeOf(id, 'access')),
      ...(refreshToken !== null && {
        refresh: await sealer.seal(refreshToken, placeOf(id, 'refresh')),
      }),
      accessIssuedAt: String(issuedAt),
      accessExpiresAt: expiresInSeconds === null ? '' : String(issuedAt + expiresInSeconds * 1000),
    };
  }

  return {
    async put(entry: NewVault): Promise<void> {
      const { id, tokens, asked, granted, observed, ...facts } = entry;
      const key = keys.vault(id);
      await redis.hset(key, {
        ...facts,
        ...scopeFields({ asked, granted, observed }),
        state: 'live',
        generation: 0,
        ...(await sealedTokens(id, tokens)),
      });
      await redis.pexpireat(key, entry.absoluteEnd + KEPT_AFTER_END_MS);
    },

    /** Tokens that no session holds, or none as yet: here for their revocation alone. */
    async putEnding({ id, username, tokens }: Pick<NewVault, 'id' | 'username' | 'tokens'>) {
      const key = keys.vault(id);
      const now = Date.now();
      const nobodys = { uid: 0, sidHash: '', createdAt: now, absoluteEnd: now, generation: 0 };
      const ended = { state: 'ending', endedAt: now, endReason: 'discarded' };
      await redis.hset(key, {
        username,
        ...nobodys,
        ...ended,
        ...(await sealedTokens(id, tokens)),
      });
      await redis.pexpireat(key, now + KEPT_AFTER_END_MS);
    },

    async read(id: string): Promise<VaultRecord | null> {
      const held = readVaultRecord(id, await redis.hgetall(keys.vault(id)));
      // Nobody waits for it, and what fails is left to the walk over all records.
      if (held !== null) void reseal(held).catch(() => null);
      return held;
    },

    /** Seals a record with the first key. @returns the ids of the keys that it lies under now. */
    async reseal(id: string): Promise<ReadonlySet<string>> {
      const found = await redis.hmget(keys.vault(id), ...sealedFields);
      const [access = null, refresh = null, scaleway = null] = found;
      return await reseal({ id, access, refresh, scaleway });
    },

    /** @throws {SealBroken} */
    async openAccess(held: VaultRecord): Promise<string> {
      return await sealer.open(held.access, placeOf(held.id, 'access'));
    },

    /** @throws {SealBroken} */
    async openRefresh(held: VaultRecord): Promise<string | null> {
      return held.refresh === null
        ? null
        : await sealer.open(held.refresh, placeOf(held.id, 'refresh'));
    },

    /** @throws {SealBroken} */
    async openScaleway(held: VaultRecord): Promise<string | null> {
      return held.scaleway === null
        ? null
        : await sealer.open(held.scaleway, placeOf(held.id, 'scaleway'));
    },

    /** @returns false when the session is not live any more: the key is then kept nowhere. */
    async keepScaleway(id: string, secretKey: string, since: number): Promise<boolean> {
      const sealed = await sealer.seal(secretKey, placeOf(id, 'scaleway'));
      return (await keepScaleway(redis, [keys.vault(id)], [sealed, since])) === 1;
    },

    /** @returns false when there was none. */
    async forgetScaleway(id: string): Promise<boolean> {
      return (await redis.hdel(keys.vault(id), 'scaleway', 'scalewaySince')) > 0;
    },

    /** @returns true when the new tokens are in force; false when the lease or the record moved on. */
    async commit(held: VaultRecord, owner: string, tokens: Tokens): Promise<boolean> {
      const fields = Object.entries(await sealedTokens(held.id, tokens)).flat();
      const names = [keys.vault(held.id), keys.vaultLock(held.id)];
      return (await commitRefresh(redis, names, [owner, held.generation, ...fields])) === 1;
    },

    async markDead(held: VaultRecord): Promise<void> {
      await markDead(redis, [keys.vault(held.id)], [held.generation]);
    },

    /** From here on the tokens serve nothing but their own revocation; Scaleway's key is gone. @returns the session's key hash, once. */
    async flipToEnding(id: string, reason: string): Promise<string | null> {
      const reply = await flipToEnding(redis, [keys.vault(id)], [Date.now(), reason, randomUUID()]);
      return typeof reply === 'string' ? reply : null;
    },

    async note(id: string, field: 'observed' | 'refreshFailedAt' | 'revokeTries', value: string) {
      await noteIfPresent(redis, [keys.vault(id)], [field, value]);
    },

    /** @returns false when a refresh has put newer tokens in: they are kept. */
    async forget(held: Pick<VaultRecord, 'id' | 'generation'>): Promise<boolean> {
      return (await forgetGeneration(redis, [keys.vault(held.id)], [held.generation])) === 1;
    },
  };
}

/** The three lists, each left out where it says nothing that the one before does not say. */
function scopeFields(scopes: Pick<NewVault, 'asked' | 'granted' | 'observed'>) {
  const [asked, granted, observed] = [scopes.asked, scopes.granted, scopes.observed].map((list) =>
    list.join(' '),
  );
  return {
    asked,
    ...(granted && granted !== asked && { granted }),
    ...(observed && observed !== (granted || asked) && { observed }),
  };
}

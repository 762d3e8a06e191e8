import { z } from 'zod';
import type { RedisConnection } from '../redis/connection.ts';
import { keys } from '../redis/keys.ts';
import { SealBroken, type Sealer } from '../redis/sealer.ts';

/** A new token with its secret, and what Linode says it granted. */
export type Revealed = z.infer<typeof revealed>;

const revealed = z.object({
  secret: z.string(),
  label: z.string(),
  scopes: z.string(),
  expiry: z.string(),
});

const KEPT_MS = 120_000;

export type Reveals = ReturnType<typeof createReveals>;

/**
 * The secret of a new token on its way to the one page that shows it: sealed, for two minutes, for
 * the session that made it, and gone when read.
 */
export function createReveals(redis: RedisConnection, sealer: Sealer) {
  return {
    async put(session: string, tokenId: number, content: Revealed): Promise<void> {
      const key = keyFor(session, tokenId);
      const sealed = await sealer.seal(JSON.stringify(content), `${key}#secret`);
      await redis.set(key, sealed, 'PX', KEPT_MS);
    },

    /** Reads and forgets. @returns null when it was shown, is too old, or is another session's. */
    async take(session: string, tokenId: number): Promise<Revealed | null> {
      const key = keyFor(session, tokenId);
      const sealed = await redis.getdel(key);
      if (sealed === null) return null;
      try {
        return revealed.parse(JSON.parse(await sealer.open(sealed, `${key}#secret`)));
      } catch (error) {
        if (error instanceof SealBroken) return null;
        throw error;
      }
    },
  };
}

function keyFor(session: string, tokenId: number): string {
  return keys.reveal(`${session}.${tokenId}`);
}

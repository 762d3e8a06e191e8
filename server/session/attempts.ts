import { createHash, randomBytes } from 'node:crypto';
import { z } from 'zod';
import { isSameText } from '../same-text.ts';
import type { RedisConnection } from '../redis/connection.ts';
import { keys } from '../redis/keys.ts';
import { SealBroken, type Sealer } from '../redis/sealer.ts';

/** One way to Linode's sign-in and back. */
export type Attempt = z.infer<typeof attempt>;

const attempt = z.object({
  state: z.string().min(1),
  verifier: z.string().min(1),
  returnTo: z.string(),
  need: z.string().nullable(),
  asked: z.array(z.string()).readonly(),
  /** The session that a step-up replaces; only the same person may come back. */
  replaces: z.object({ vaultId: z.string(), uid: z.number() }).nullable(),
  cookieHash: z.string(),
});

export interface StartedAttempt {
  readonly id: string;
  /** The value of the attempt's cookie: binds the way back to this browser. */
  readonly cookie: string;
}

export const ATTEMPT_SECONDS = 600;

export type Attempts = ReturnType<typeof createAttempts>;

/** Sign-in attempts, sealed in Redis for ten minutes, each read once. */
export function createAttempts(redis: RedisConnection, sealer: Sealer) {
  return {
    async keep(id: string, content: Omit<Attempt, 'cookieHash'>): Promise<StartedAttempt> {
      const cookie = randomBytes(32).toString('base64url');
      const key = keys.attempt(id);
      const text = JSON.stringify({ ...content, cookieHash: hash(cookie) });
      await redis.set(key, await sealer.seal(text, key), 'EX', ATTEMPT_SECONDS);
      return { id, cookie };
    },

    /** Reads and forgets. @returns null when there is none, or it began in another browser. */
    async take(id: string, cookie: string): Promise<Attempt | null> {
      const key = keys.attempt(id);
      const sealed = await redis.getdel(key);
      const found = sealed === null ? null : await opened(sealer, sealed, key);
      const isOwn = found !== null && isSameText(found.cookieHash, hash(cookie));
      return isOwn ? found : null;
    },

    async forget(id: string): Promise<void> {
      await redis.del(keys.attempt(id));
    },
  };
}

/** A state begins with its attempt's id, so that the callback finds the right one of several. */
export function newState(): { id: string; state: string } {
  const id = randomBytes(16).toString('base64url');
  return { id, state: `${id}.${randomBytes(24).toString('base64url')}` };
}

/** @returns the attempt id in a state parameter, or null when it is not one of ours. */
export function attemptIdOf(state: unknown): string | null {
  const match = typeof state === 'string' ? /^([\w-]{22})\.[\w-]{32}$/.exec(state) : null;
  return match?.[1] ?? null;
}

async function opened(sealer: Sealer, sealed: string, key: string): Promise<Attempt | null> {
  try {
    const parsed = attempt.safeParse(JSON.parse(await sealer.open(sealed, key)));
    return parsed.success ? parsed.data : null;
  } catch (error) {
    if (error instanceof SealBroken) return null;
    throw error;
  }
}

function hash(text: string): string {
  return createHash('sha256').update(text).digest('base64url');
}

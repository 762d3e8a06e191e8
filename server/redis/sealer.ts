import { createSecretKey, type KeyObject } from 'node:crypto';
import { CompactEncrypt } from 'jose';
import { headerOf, openCompact } from './compact-jwe.ts';

export interface SealingKey {
  readonly kid: string;
  /** 32 bytes. */
  readonly key: Uint8Array;
}

/** Thrown when a sealed value cannot be opened: unknown key, moved to another place, or altered. */
export class SealBroken extends Error {
  override readonly name = 'SealBroken';
}

export interface Sealer {
  /** The ring's key ids, the one that seals in front. */
  readonly kids: readonly [string, ...string[]];
  /** Seals `text` for one place in Redis, `<key>#<field>`; it opens nowhere else. */
  seal(text: string, place: string): Promise<string>;
  /** @throws {SealBroken} */
  open(sealed: string, place: string): Promise<string>;
}

const encryption = { alg: 'dir', enc: 'A256GCM' } as const;

/**
 * AES-256-GCM in compact JWE under a ring of keys: the first seals, all open.
 * The keys are imported once; an opening then costs microseconds.
 */
export async function createSealer(ring: readonly SealingKey[]): Promise<Sealer> {
  const [first, ...older] = ring;
  if (!first) throw new TypeError('A sealer needs at least one key.');
  const keys = new Map<unknown, KeyObject>(ring.map(({ kid, key }) => [kid, createSecretKey(key)]));

  return {
    kids: [first.kid, ...older.map(({ kid }) => kid)],

    async seal(text, place) {
      return await new CompactEncrypt(new TextEncoder().encode(text))
        .setProtectedHeader({ ...encryption, kid: first.kid, at: place })
        .encrypt(first.key);
    },

    async open(sealed, place) {
      try {
        const { alg, enc, kid, at } = headerOf(sealed);
        const key = keys.get(kid);
        const isOurs = alg === encryption.alg && enc === encryption.enc;
        if (!isOurs || key === undefined || at !== place)
          throw new SealBroken('sealed for another place or key');
        return openCompact(sealed, key);
      } catch (error) {
        throw error instanceof SealBroken ? error : new SealBroken('cannot be opened');
      }
    },
  };
}

/** The id of the key that a value lies under; null for what was never sealed. */
export function kidOf(sealed: string): string | null {
  try {
    const { kid } = headerOf(sealed);
    return typeof kid === 'string' ? kid : null;
  } catch {
    return null;
  }
}

import { CompactEncrypt, compactDecrypt, decodeProtectedHeader, importJWK } from 'jose';

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
  const imported = new Map<string, Awaited<ReturnType<typeof importJWK>>>();
  for (const { kid, key } of ring) {
    const k = Buffer.from(key).toString('base64url');
    imported.set(kid, await importJWK({ kty: 'oct', k, alg: 'A256GCM' }));
  }
  const [first, ...older] = ring;
  const sealingKey = first && imported.get(first.kid);
  if (!first || !sealingKey) throw new TypeError('A sealer needs at least one key.');

  return {
    kids: [first.kid, ...older.map(({ kid }) => kid)],

    async seal(text, place) {
      return await new CompactEncrypt(new TextEncoder().encode(text))
        .setProtectedHeader({ ...encryption, kid: first.kid, at: place })
        .encrypt(sealingKey);
    },

    async open(sealed, place) {
      try {
        const { kid, at } = decodeProtectedHeader(sealed);
        const key = imported.get(String(kid));
        if (key === undefined || at !== place)
          throw new SealBroken('sealed for another place or key');
        const { plaintext } = await compactDecrypt(sealed, key, {
          keyManagementAlgorithms: [encryption.alg],
          contentEncryptionAlgorithms: [encryption.enc],
        });
        return new TextDecoder().decode(plaintext);
      } catch (error) {
        throw error instanceof SealBroken ? error : new SealBroken('cannot be opened');
      }
    },
  };
}

/** The id of the key that a value lies under; null for what was never sealed. */
export function kidOf(sealed: string): string | null {
  try {
    const { kid } = decodeProtectedHeader(sealed);
    return kid ?? null;
  } catch {
    return null;
  }
}

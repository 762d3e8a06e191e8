import type { RedisConnection } from '../redis/connection.ts';
import { keys } from '../redis/keys.ts';
import { kidOf, SealBroken, type Sealer } from '../redis/sealer.ts';
import { replaceSealed } from './scripts.ts';

export const sealedFields = ['access', 'refresh', 'scaleway'] as const;
type SealedField = (typeof sealedFields)[number];

/** A record's sealed values, as they were read. */
export type Sealed = Readonly<Record<SealedField, string | null>> & { readonly id: string };

/** A sealed value opens in its own field of its own record alone. */
export function placeOf(id: string, field: SealedField): string {
  return `${keys.vault(id)}#${field}`;
}

/**
 * Seals with the ring's first key what still lies under another one of it.
 *
 * A value is replaced only where it lies as it was read: what a refresh, an ending or a person wrote
 * meanwhile stays.
 */
export function createReseal(redis: RedisConnection, sealer: Sealer) {
  const [first, ...older] = sealer.kids;

  async function sealedAnew(id: string, field: SealedField, sealed: string): Promise<string[]> {
    try {
      const place = placeOf(id, field);
      return [field, sealed, await sealer.seal(await sealer.open(sealed, place), place)];
    } catch (error) {
      // Its session meets that when the token is wanted.
      if (error instanceof SealBroken) return [];
      throw error;
    }
  }

  /** @returns the ids of the keys that the values lie under now. */
  return async (held: Sealed): Promise<ReadonlySet<string>> => {
    const kids = new Set<string>();
    const replaced: string[] = [];
    for (const field of sealedFields) {
      const sealed = held[field];
      if (sealed === null) continue;
      const kid = kidOf(sealed) ?? UNREADABLE;
      const anew = older.includes(kid) ? await sealedAnew(held.id, field, sealed) : [];
      replaced.push(...anew);
      kids.add(anew.length > 0 ? first : kid);
    }
    if (replaced.length > 0) await replaceSealed(redis, [keys.vault(held.id)], replaced);
    return kids;
  };
}

const UNREADABLE = '';

import { randomBytes } from 'node:crypto';
import { z } from 'zod';

/**
 * What lies under `vault:{<id>}`: one session's sealed tokens and what is known about them.
 * Times are epoch milliseconds. `generation` rises with every refresh and fences late writers.
 */
export type VaultRecord = z.infer<typeof record>;

const time = z.coerce.number();
const scopeList = z
  .string()
  .default('')
  .transform((text) => text.split(' ').filter(Boolean));
const optionalText = z
  .string()
  .default('')
  .transform((text) => (text === '' ? null : text));

const record = z.object({
  id: z.string(),
  username: z.string(),
  uid: z.coerce.number(),
  account: z.string().default(''),
  sidHash: z.string(),
  state: z.enum(['live', 'dead', 'ending']),
  access: z.string(),
  refresh: optionalText,
  /** The sealed Scaleway secret key, and since when it lies here. */
  scaleway: optionalText,
  scalewaySince: time.default(0),
  asked: scopeList,
  granted: scopeList,
  observed: scopeList,
  createdAt: time,
  absoluteEnd: time,
  accessIssuedAt: time.default(0),
  accessExpiresAt: optionalText.transform((text) => (text === null ? null : Number(text))),
  generation: z.coerce.number(),
  refreshCount: z.coerce.number().default(0),
  refreshFailedAt: time.default(0),
  endedAt: time.default(0),
  endReason: z.string().default(''),
  revokeTries: z.coerce.number().default(0),
});

export function newVaultId(): string {
  return randomBytes(16).toString('base64url');
}

/** @returns null for no record, or for one that this version cannot read. */
export function readVaultRecord(
  id: string,
  hash: Readonly<Record<string, string>>,
): VaultRecord | null {
  const parsed = record.safeParse({ ...hash, id });
  return parsed.success ? parsed.data : null;
}

/** The scopes in force: seen on the last answer, else granted, else asked (design, decision 4). */
export function scopesInForce(held: VaultRecord): readonly string[] {
  if (held.observed.length > 0) return held.observed;
  return held.granted.length > 0 ? held.granted : held.asked;
}

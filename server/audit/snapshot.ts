import { z } from 'zod';

/** A token or app as somebody's own account told of it. Metadata only. Times are ISO, or empty. */
export type HeldToken = z.infer<typeof heldToken>;
/** One that was there before and is not any more. */
export type GoneToken = z.infer<typeof goneToken>;
/** What a person held when it was last looked at, and what they held before. */
export type Snapshot = z.infer<typeof snapshot>;

const heldToken = z.object({
  kind: z.enum(['pat', 'app']),
  id: z.number(),
  label: z.string(),
  /** The first 16 characters of a personal access token; empty for an app. */
  prefix: z.string(),
  scopes: z.string(),
  createdAt: z.string(),
  expiresAt: z.string(),
  website: z.string(),
  firstSeenAt: z.string(),
});

const goneToken = heldToken.extend({
  goneAt: z.string(),
  how: z.enum(['revoked', 'expired', 'gone']),
});

const snapshot = z.object({
  username: z.string(),
  takenAt: z.string(),
  tokens: z.array(heldToken).readonly(),
  gone: z.array(goneToken).readonly(),
  /** Why the last try did not succeed; what is shown is then the one before. */
  problem: z.string().optional(),
});

export function readSnapshot(text: string | null): Snapshot | null {
  if (text === null) return null;
  const parsed = snapshot.safeParse(JSON.parse(text));
  return parsed.success ? parsed.data : null;
}

import { z } from 'zod';

/** Something that can be ended: a portal session, a personal access token, an authorised app. */
export type Target = z.infer<typeof target>;
/** One target, and how far its ending has come. Nothing is `confirmed` that was not seen to be. */
export type RevocationItem = z.infer<typeof item>;
export type Revocation = z.infer<typeof revocation>;

const target = z.object({
  kind: z.enum(['session', 'pat', 'app']),
  owner: z.string(),
  /** A vault id, or Linode's number as text. */
  id: z.string(),
  label: z.string(),
});

const item = target.extend({
  /** Whether the portal itself still uses it. */
  local: z.enum(['ended', 'none']),
  linode: z.enum(['pending', 'confirmed', 'failed', 'asked-owner']),
  detail: z.string(),
});

const revocation = z.object({
  id: z.string(),
  by: z.string(),
  reason: z.string(),
  at: z.string(),
  items: z.array(item).readonly(),
});

export function readRevocation(text: string | null): Revocation | null {
  if (text === null) return null;
  const parsed = revocation.safeParse(JSON.parse(text));
  return parsed.success ? parsed.data : null;
}

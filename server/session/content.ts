import { z } from 'zod';

/** What a session's record holds: identity and ids, written once at sign-in. Times in epoch ms. */
export type SessionContent = z.infer<typeof sessionContent>;

const sessionContent = z.object({
  username: z.string(),
  uid: z.number(),
  timezone: z.string(),
  /** As it was at sign-in; Linode itself decides about every act. */
  restricted: z.boolean(),
  vaultId: z.string(),
  startedAt: z.number(),
  absoluteEnd: z.number(),
  epoch: z.number(),
});

/** A record is input like any other: what cannot be read is no session. */
export function readSessionContent(value: unknown): SessionContent | null {
  const parsed = sessionContent.safeParse(value);
  return parsed.success ? parsed.data : null;
}

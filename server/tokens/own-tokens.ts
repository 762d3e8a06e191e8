import type { AuditRecorder } from '../audit/record.ts';
import type { RedisConnection } from '../redis/connection.ts';
import type { Sealer } from '../redis/sealer.ts';
import { createTokenDrafts } from './drafts.ts';
import { createMake } from './make.ts';
import { createReveals } from './reveals.ts';

export type OwnTokens = ReturnType<typeof createOwnTokens>;

/** A person's own personal access tokens: from a draft to a secret that is shown once. */
export function createOwnTokens(redis: RedisConnection, sealer: Sealer, audit: AuditRecorder) {
  const drafts = createTokenDrafts(redis);
  const reveals = createReveals(redis, sealer);
  return { drafts, reveals, make: createMake({ drafts, reveals, audit }) };
}

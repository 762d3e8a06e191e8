import { RefreshUnavailable, TokensDead } from './refresh.ts';
import type { VaultRecord } from './record.ts';
import { SealBroken } from '../redis/sealer.ts';
import type { Vault } from './vault.ts';

/** One session's access token, opened for one call at a time. */
export interface TokenSource {
  /** Only while the session lives. @throws {TokensDead} @throws {RefreshUnavailable} */
  access(use: 'read' | 'change'): Promise<string>;
  /** After Linode called the token invalid: the next one, or {@link TokensDead}. */
  renewed(): Promise<string>;
}

const REFRESH_EARLY_MS = 5 * 60_000;
/** Less than this left, and a call could begin with a token that dies on the way. */
const TOO_LATE_MS = 15_000;
/** What was seen of the session counts for so long; for a change it is looked at right before. */
const SEEN_MS = 5000;

/**
 * Refreshes ahead of time in the background of a request while the old token still works, so that
 * nobody waits for it; waits only when the token is as good as expired.
 */
export function createTokenSource(
  vault: Vault,
  refresh: (held: VaultRecord) => Promise<VaultRecord>,
  first: VaultRecord,
): TokenSource {
  let held = first;
  let seenAt = Date.now();

  async function refreshed(): Promise<void> {
    held = await refresh(held);
  }

  /** @returns whether there are newer tokens than those at hand. @throws {TokensDead} */
  async function lookAgain(): Promise<boolean> {
    const current = await vault.read(held.id);
    if (current === null || current.state !== 'live')
      throw new TokensDead('The session has ended.');
    seenAt = Date.now();
    const isNewer = current.generation > held.generation;
    held = current;
    return isNewer;
  }

  async function opened(): Promise<string> {
    try {
      return await vault.openAccess(held);
    } catch (error) {
      if (!(error instanceof SealBroken)) throw error;
      await vault.markDead(held);
      throw new TokensDead('The sealed token cannot be opened any more.');
    }
  }

  return {
    async access(use) {
      // A request may be under way for minutes, and its person sign out, or be blocked, meanwhile.
      if (use === 'change' || Date.now() - seenAt > SEEN_MS) await lookAgain();
      const urgency = urgencyOf(held);
      if (urgency === 'now') await refreshed();
      // The old token still serves; a refusal shows on the next request.
      if (urgency === 'soon' && held.refresh !== null) refreshed().catch(() => null);
      return await opened();
    },

    async renewed() {
      if (!(await lookAgain())) await refreshed();
      return await opened();
    },
  };
}

/** A token that lives shorter than Linode's is let live for most of its life all the same. */
function urgencyOf({ accessIssuedAt, accessExpiresAt }: VaultRecord): 'now' | 'soon' | 'none' {
  if (accessExpiresAt === null) return 'none';
  const lifeMs = Math.max(0, accessExpiresAt - accessIssuedAt);
  const leftMs = accessExpiresAt - Date.now();
  if (leftMs <= Math.min(TOO_LATE_MS, lifeMs / 20)) return 'now';
  // Not all of a person's requests, nor all replicas, at the same moment.
  const jitter = 1 - Math.random() / 10;
  return leftMs <= Math.min(REFRESH_EARLY_MS, lifeMs / 4) * jitter ? 'soon' : 'none';
}

export { RefreshUnavailable, TokensDead };

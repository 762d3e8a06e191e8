import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { RedisConnection } from '../redis/connection.ts';
import { isStoreError } from '../redis/errors.ts';
import { keys } from '../redis/keys.ts';
import { SealBroken } from '../redis/sealer.ts';
import type { VaultRecord } from './record.ts';
import { releaseLease, takeLease } from './scripts.ts';
import type { Tokens, Vault } from './vault.ts';

/** Thrown when the tokens are dead for good: the session they belong to must end. */
export class TokensDead extends Error {
  override readonly name = 'TokensDead';
}

/** Thrown when nobody could refresh just now; the session is as good as before. */
export class RefreshUnavailable extends Error {
  override readonly name = 'RefreshUnavailable';
}

export interface RefreshDeps {
  readonly redis: RedisConnection;
  readonly vault: Vault;
  /** Asks login.linode.com. A definite refusal is an error that `isRefusal` recognises. */
  readonly askLinode: (refreshToken: string) => Promise<Tokens>;
  readonly isRefusal: (error: unknown) => boolean;
  /** Ends tokens that came too late to be kept, at Linode; never throws. */
  readonly discard: (unclaimed: { tokens: Tokens; username: string }) => Promise<void>;
  readonly onRefreshed: (
    held: VaultRecord,
    outcome: 'refreshed' | 'refused' | 'unavailable',
  ) => void;
}

const LEASE_MS = 3000;
const RENEW_MS = 750;
/** Whoever asks is told within people's ten seconds; the refresh goes on for those who ask next. */
const PATIENCE_MS = 9500;
const WAIT_MS = 11_000;
/** So long may Redis be away between Linode's answer and its being kept. */
const KEEP_TRYING_MS = 10_000;

/**
 * One refresh for any number of parallel requests, over any number of processes.
 *
 * In this process callers share a promise; across processes one holds a short lease that it renews
 * while Linode thinks, and the commit is fenced by the lease's owner and the record's generation.
 * A holder that dies leaves a lease of three seconds, not a locked-out person.
 */
export function createRefresher(deps: RefreshDeps) {
  const inFlight = new Map<string, Promise<VaultRecord>>();

  function begin(held: VaultRecord): Promise<VaultRecord> {
    const started = refreshOnce(deps, held).finally(() => inFlight.delete(held.id));
    // Whoever asked may have stopped waiting by then.
    started.catch(() => null);
    inFlight.set(held.id, started);
    return started;
  }

  return {
    /** @returns the record with tokens newer than `held`. @throws {TokensDead} @throws {RefreshUnavailable} */
    refresh: async (held: VaultRecord): Promise<VaultRecord> =>
      await inTime(inFlight.get(held.id) ?? begin(held)),

    /** Waits for what is under way: tokens that Linode has given out are lost if nobody keeps them. */
    drain: async (): Promise<void> => void (await Promise.allSettled(inFlight.values())),
  };
}

async function inTime(refreshed: Promise<VaultRecord>): Promise<VaultRecord> {
  const waiting = new AbortController();
  const tooLate = async (): Promise<never> => {
    await sleep(PATIENCE_MS, null, { signal: waiting.signal });
    throw new RefreshUnavailable('The refresh takes longer than anybody waits.');
  };
  try {
    return await Promise.race([refreshed, tooLate()]);
  } finally {
    waiting.abort();
  }
}

async function refreshOnce(deps: RefreshDeps, held: VaultRecord): Promise<VaultRecord> {
  const startedAt = Date.now();
  const owner = randomUUID();
  let pauseMs = 25;
  while (Date.now() - startedAt < WAIT_MS) {
    const taken = await takeLease(deps.redis, [keys.vaultLock(held.id)], [owner, LEASE_MS]);
    if (taken === 1) return await asHolder(deps, { owner, held, startedAt });
    const current = await newerThan(deps.vault, held, startedAt);
    if (current !== null) return current;
    await sleep(pauseMs + Math.random() * pauseMs);
    pauseMs = Math.min(pauseMs * 2, 250);
  }
  throw new RefreshUnavailable('Waited for another refresh in vain.');
}

/** @returns the record once somebody refreshed it, or null while nobody has. */
async function newerThan(
  vault: Vault,
  held: VaultRecord,
  since: number,
): Promise<VaultRecord | null> {
  const record = await vault.read(held.id);
  if (record === null || record.state !== 'live') throw new TokensDead('The session has ended.');
  if (record.generation > held.generation) return record;
  if (record.refreshFailedAt >= since)
    throw new RefreshUnavailable('Another request failed to refresh.');
  return null;
}

async function asHolder(
  deps: RefreshDeps,
  { owner, held, startedAt }: { owner: string; held: VaultRecord; startedAt: number },
): Promise<VaultRecord> {
  const names = [keys.vaultLock(held.id)];
  const renewal = setInterval(() => {
    // One that fails is made up for by the next; if somebody else was faster, the commit tells.
    takeLease(deps.redis, names, [owner, LEASE_MS]).catch(() => null);
  }, RENEW_MS);
  try {
    // Somebody may have finished between this caller's last look and its winning.
    const current = await newerThan(deps.vault, held, startedAt);
    return current ?? (await refreshAtLinode(deps, held, owner));
  } finally {
    clearInterval(renewal);
    await releaseLease(deps.redis, names, [owner]).catch(() => null);
  }
}

async function refreshAtLinode(
  deps: RefreshDeps,
  held: VaultRecord,
  owner: string,
): Promise<VaultRecord> {
  const { vault } = deps;
  const refreshToken = await vault.openRefresh(held).catch(nullIfBroken);
  if (refreshToken === null) return await declareDead(deps, held);
  let tokens: Tokens;
  try {
    tokens = await deps.askLinode(refreshToken);
  } catch (error) {
    if (deps.isRefusal(error)) return await declareDead(deps, held);
    deps.onRefreshed(held, 'unavailable');
    await vault.note(held.id, 'refreshFailedAt', String(Date.now()));
    throw new RefreshUnavailable('login.linode.com did not answer.', { cause: error });
  }
  const committed = await commitStubbornly(deps, held, { owner, tokens });
  deps.onRefreshed(held, 'refreshed');
  if (!committed) await deps.discard({ tokens, username: held.username });
  const record = await vault.read(held.id);
  if (record === null || record.state !== 'live') throw new TokensDead('The session has ended.');
  return record;
}

/** Linode has given the old tokens up, so the new ones are not let go of because Redis fails just now. */
async function commitStubbornly(
  { vault, discard }: RefreshDeps,
  held: VaultRecord,
  { owner, tokens }: { owner: string; tokens: Tokens },
): Promise<boolean> {
  const giveUpAt = Date.now() + KEEP_TRYING_MS;
  for (;;) {
    try {
      return await vault.commit(held, owner, tokens);
    } catch (error) {
      if (!isStoreError(error) || Date.now() >= giveUpAt) {
        await discard({ tokens, username: held.username });
        throw error;
      }
      await sleep(250);
    }
  }
}

/** A token that cannot be opened any more is as good as none. */
function nullIfBroken(error: unknown): null {
  if (!(error instanceof SealBroken)) throw error;
  return null;
}

/** A refusal may mean that somebody refreshed meanwhile: then the record is not to be marked. */
async function declareDead(deps: RefreshDeps, held: VaultRecord): Promise<VaultRecord> {
  await deps.vault.markDead(held);
  deps.onRefreshed(held, 'refused');
  const record = await deps.vault.read(held.id);
  if (record?.state === 'live') return record;
  throw new TokensDead('Linode refused to refresh the tokens.');
}

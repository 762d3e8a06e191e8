import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from '../logger.ts';
import { newVaultId } from '../vault/record.ts';
import type { Tokens, Vault } from '../vault/vault.ts';
import type { SessionRegistry } from './registry.ts';
import type { RevokeTokens } from './revoke-tokens.ts';

export interface DiscardDeps {
  readonly vault: Vault;
  readonly registry: SessionRegistry;
  readonly logger: Logger;
  readonly revokeTokens: RevokeTokens;
}

export interface Unclaimed {
  readonly tokens: Tokens;
  /** Whose they are; empty where that was never known. */
  readonly username: string;
  /** The vault id that {@link Discard.hold} was given, where it was. */
  readonly heldAs?: string;
}

export type Discard = ReturnType<typeof createDiscard>;

/** Tokens that no session holds: those of a refused sign-in, those of a refresh that came too late. */
export function createDiscard({ vault, registry, logger, revokeTokens }: DiscardDeps) {
  async function keep({ tokens, username, heldAs: id = newVaultId() }: Unclaimed, dueAt: number) {
    await vault.putEnding({ id, username, tokens });
    await registry.dueAgainAt(id, dueAt);
  }

  async function letGo(id: string): Promise<void> {
    await vault.forget({ id, generation: 0 });
    await registry.forget(id);
  }

  return {
    /**
     * Puts fresh tokens down to be revoked, unless a session takes them over under this vault id: should
     * this process die over the sign-in, another ends them.
     */
    hold: async (heldAs: string, tokens: Tokens): Promise<void> =>
      await keep({ heldAs, tokens, username: '' }, Date.now() + UNCLAIMED_MS),

    /**
     * Ends tokens at Linode. What Linode does not take now is tried again like the tokens of an ended
     * session. Never fails.
     */
    discard: async (unclaimed: Unclaimed): Promise<void> => {
      try {
        await inTime(revokeTokens(unclaimed.tokens));
        if (unclaimed.heldAs !== undefined) await letGo(unclaimed.heldAs);
      } catch {
        await keep(unclaimed, Date.now()).catch((error: unknown) => {
          logger.warn({ err: error }, 'tokens that nobody holds could not be revoked');
        });
      }
    },
  };
}

/** No sign-in takes longer. */
const UNCLAIMED_MS = 60_000;
/** Whoever was refused waits for no more than this. */
const WAIT_MS = 2000;

async function inTime(work: Promise<void>): Promise<void> {
  await Promise.race([work, tooLate()]);
}

async function tooLate(): Promise<never> {
  await sleep(WAIT_MS, undefined, { ref: false });
  throw new Error('Linode did not confirm in time');
}

import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from '../logger.ts';
import type { Tokens, Vault } from '../vault/vault.ts';
import type { SessionRegistry } from './registry.ts';
import type { RevokeTokens } from './revoke-tokens.ts';
import { newVaultId } from './sign-in.ts';

export interface DiscardDeps {
  readonly vault: Vault;
  readonly registry: SessionRegistry;
  readonly logger: Logger;
  readonly revokeTokens: RevokeTokens;
}

/** @param username whose tokens they are; empty where that was never known */
export type Discard = (tokens: Tokens, username: string) => Promise<void>;

/**
 * Ends tokens that no session holds: those of a refused sign-in, those of a refresh that came too late.
 * What Linode does not take now is tried again like the tokens of an ended session. Never fails.
 */
export function createDiscard({ vault, registry, logger, revokeTokens }: DiscardDeps): Discard {
  async function keepForLater(tokens: Tokens, username: string): Promise<void> {
    const id = newVaultId();
    await vault.putEnding({ id, username, tokens });
    await registry.dueAgainAt(id, Date.now());
  }

  return async (tokens, username) => {
    try {
      await inTime(revokeTokens(tokens));
    } catch {
      await keepForLater(tokens, username).catch((error: unknown) => {
        logger.warn({ err: error }, 'tokens that nobody holds could not be revoked');
      });
    }
  };
}

/** Whoever was refused waits for no more than this. */
const WAIT_MS = 2000;

async function inTime(work: Promise<void>): Promise<void> {
  await Promise.race([work, tooLate()]);
}

async function tooLate(): Promise<never> {
  await sleep(WAIT_MS, undefined, { ref: false });
  throw new Error('Linode did not confirm in time');
}

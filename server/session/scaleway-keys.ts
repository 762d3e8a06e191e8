import type { AuditContext, AuditRecorder } from '../audit/record.ts';
import { SignInRequired } from '../errors.ts';
import { probeKey } from '../scaleway/probe.ts';
import { SealBroken } from '../redis/sealer.ts';
import type { VaultRecord } from '../vault/record.ts';
import type { Vault } from '../vault/vault.ts';
import type { ScalewayFor, Visitor } from './visitor.ts';

export interface ScalewayKeysDeps {
  readonly vault: Vault;
  readonly audit: AuditRecorder;
  readonly scalewayFor: ScalewayFor;
}

export type ScalewayKeys = ReturnType<typeof createScalewayKeys>;

/** A person's own Scaleway secret key: it lies beside their Linode token and goes with the session. */
export function createScalewayKeys({ vault, audit, scalewayFor }: ScalewayKeysDeps) {
  return {
    /** Keeps a key once Scaleway has taken it. @throws {ScalewayFailed} when it has not */
    async connect(visitor: Visitor, secretKey: string, context: AuditContext): Promise<void> {
      const person = visitor.username.toLowerCase();
      await probeKey(scalewayFor(person, async () => await Promise.resolve(secretKey)));
      const isKept = await vault.keepScaleway(visitor.session, secretKey, Date.now());
      if (!isKept) throw new SignInRequired();
      await audit.record(toEvent('scaleway.connected', visitor), context);
    },

    /** Forgets it at once; at Scaleway the key stays as valid as it was. */
    async disconnect(visitor: Visitor, context: AuditContext): Promise<void> {
      const hadOne = await vault.forgetScaleway(visitor.session);
      if (hadOne) await audit.record(toEvent('scaleway.disconnected', visitor), context);
    },
  };
}

/** A step-up takes the key along: sealed anew for the place where it then lies. */
export async function carryScalewayKey(vault: Vault, from: VaultRecord, to: string): Promise<void> {
  try {
    const secretKey = await vault.openScaleway(from);
    if (secretKey !== null) await vault.keepScaleway(to, secretKey, from.scalewaySince);
  } catch (error) {
    // Sealed under a key that is gone: the person connects again.
    if (!(error instanceof SealBroken)) throw error;
  }
}

function toEvent<Type extends string>(type: Type, { username, session }: Visitor) {
  return { type, username, session } as const;
}

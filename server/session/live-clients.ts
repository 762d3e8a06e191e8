import type { LinodeClient } from '../linode/client.ts';
import { coversScopes } from '../oauth/needs.ts';
import { scopesInForce, type VaultRecord } from '../vault/record.ts';
import type { Vault } from '../vault/vault.ts';
import type { SessionRegistry } from './registry.ts';
import type { VisitorOf } from './visitor.ts';

export interface LiveClientDeps {
  readonly vault: Vault;
  readonly registry: SessionRegistry;
  readonly visitorOf: VisitorOf;
}

/** A Linode client with the rights of one of this person's live sessions; null when none has them. */
export type LiveClientOf = (
  username: string,
  scopes: readonly string[],
) => Promise<LinodeClient | null>;

/** For what an admin may do about a person's tokens while that person is signed in: end them. */
export function createLiveClientOf({ vault, registry, visitorOf }: LiveClientDeps): LiveClientOf {
  return async (username, scopes) => {
    const ids = await registry.sessionsOf(username);
    const records = await Promise.all(ids.map(async (id) => await vault.read(id)));
    const fit = records.find(
      (held) => held?.state === 'live' && coversScopes(scopesInForce(held), scopes),
    );
    return fit ? visitorOf(contentOf(fit), fit).linode : null;
  };
}

function contentOf(held: VaultRecord) {
  const { id, username, uid, createdAt, absoluteEnd } = held;
  const facts = { vaultId: id, username, uid, startedAt: createdAt, absoluteEnd };
  return { ...facts, timezone: '', restricted: false, epoch: 0 };
}

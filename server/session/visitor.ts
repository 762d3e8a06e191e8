import { unavailable } from '../linode/answer.ts';
import { createLinodeClient, type LinodeClient } from '../linode/client.ts';
import { InvalidToken } from '../linode/errors.ts';
import type { LinodeTransport } from '../linode/transport.ts';
import { LoginUnavailable } from '../oauth/errors.ts';
import { coversScopes } from '../oauth/needs.ts';
import type { ScalewayClient } from '../scaleway/client.ts';
import { ScalewayFailed } from '../scaleway/errors.ts';
import { SealBroken } from '../redis/sealer.ts';
import type { VaultRecord } from '../vault/record.ts';
import { scopesInForce } from '../vault/record.ts';
import {
  createTokenSource,
  RefreshUnavailable,
  TokensDead,
  type TokenSource,
} from '../vault/token-source.ts';
import type { Vault } from '../vault/vault.ts';
import type { SessionContent } from './content.ts';

/** Who asks, and what they may do. The tokens stay inside the clients. */
export interface Visitor {
  readonly username: string;
  readonly uid: number;
  readonly account: string;
  readonly timezone: string;
  readonly restricted: boolean;
  readonly role: 'member' | 'admin';
  /** The public handle of the session: its vault's id. */
  readonly session: string;
  readonly sidHash: string;
  readonly absoluteEnd: number;
  readonly linode: LinodeClient;
  /** Null while no Scaleway key is connected. */
  scaleway(): ScalewayClient | null;
  /** Since when it is, in epoch ms. */
  readonly scalewaySince: number | null;
  /** What was asked of Linode when this session began. */
  readonly asked: readonly string[];
  /** The scopes in force now; they can change with every answer of Linode. */
  scopes(): readonly string[];
  can(...scopes: readonly string[]): boolean;
}

export interface VisitorDeps {
  /** Asked on every request, so that a demoted admin is one no more at once. */
  readonly isAdmin: (username: string) => boolean;
  readonly vault: Vault;
  readonly transportFor: (person: string) => LinodeTransport;
  readonly refresh: (held: VaultRecord) => Promise<VaultRecord>;
  readonly scalewayFor: ScalewayFor;
}

/** A client for one person and the key that the function opens. */
export type ScalewayFor = (person: string, openKey: () => Promise<string>) => ScalewayClient;

export type VisitorOf = (content: SessionContent, held: VaultRecord) => Visitor;

/** The one place where a session's tokens meet the clients. */
export function createVisitorOf(deps: VisitorDeps): VisitorOf {
  const { isAdmin, vault, transportFor, refresh, scalewayFor } = deps;
  return (content, held) => {
    let scopes = scopesInForce(held);
    const person = content.username.toLowerCase();
    const linode = createLinodeClient({
      transport: transportFor(person),
      tokens: inLinodesWords(createTokenSource(vault, refresh, held)),
      onAnswer(facts) {
        if (facts.scopes === null || isSame(facts.scopes, scopes)) return;
        scopes = facts.scopes;
        // A note for the next request; this one knows already.
        vault.note(held.id, 'observed', scopes.join(' ')).catch(() => null);
      },
    });
    return {
      username: content.username,
      uid: content.uid,
      account: held.account,
      timezone: content.timezone,
      restricted: content.restricted,
      role: isAdmin(content.username) ? 'admin' : 'member',
      session: held.id,
      sidHash: held.sidHash,
      absoluteEnd: content.absoluteEnd,
      linode,
      scaleway: () =>
        held.scaleway === null
          ? null
          : scalewayFor(person, async () => await openScaleway(vault, held)),
      scalewaySince: held.scaleway === null ? null : held.scalewaySince,
      asked: held.asked,
      scopes: () => scopes,
      can: (...wanted) => coversScopes(scopes, wanted),
    };
  };
}

/** A key that cannot be opened any more is as good as refused. */
async function openScaleway(vault: Vault, held: VaultRecord): Promise<string> {
  try {
    return (await vault.openScaleway(held)) ?? '';
  } catch (error) {
    throw error instanceof SealBroken ? new ScalewayFailed('key-refused', 0) : error;
  }
}

/** Pages know two troubles with a token: it is dead, or Linode's sign-in does not answer just now. */
function inLinodesWords(tokens: TokenSource): TokenSource {
  return {
    access: async (use) => await tokens.access(use).catch(rethrown),
    renewed: async () => await tokens.renewed().catch(rethrown),
  };
}

function rethrown(error: unknown): never {
  if (error instanceof TokensDead) throw new InvalidToken(401, [], { cause: error });
  if (error instanceof RefreshUnavailable)
    throw unavailable(0, 'Linode’s sign-in did not renew your access. Nothing was sent.', {
      cause: error,
      retryAfterSeconds:
        error.cause instanceof LoginUnavailable ? error.cause.retryAfterSeconds : null,
      wasSent: false,
    });
  throw error;
}

function isSame(one: readonly string[], other: readonly string[]): boolean {
  return one.length === other.length && one.every((scope) => other.includes(scope));
}

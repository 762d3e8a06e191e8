import type { Config } from '../config.ts';
import { createLinodeClient } from '../linode/client.ts';
import { InvalidToken } from '../linode/errors.ts';
import { getAccountId, getProfile, type Profile } from '../linode/profile.ts';
import type { LinodeTransport } from '../linode/transport.ts';
import type { LinodeOAuth, TokenSet } from '../oauth/linode-oauth.ts';
import { needs, unionScopes, type NeedName } from '../oauth/needs.ts';
import { newVaultId } from '../vault/record.ts';
import { refusalOf } from './admission.ts';
import { newState, type Attempt, type Attempts, type StartedAttempt } from './attempts.ts';
import type { Discard } from './discard.ts';
import type { People } from './people.ts';
import type { Visitor } from './visitor.ts';

/** Thrown when Linode knows the person and the portal does not let them in. */
export class NotAdmitted extends Error {
  override readonly name = 'NotAdmitted';
  readonly username: string;
  readonly reason: string;

  constructor(username: string, reason: string) {
    super(`not admitted: ${reason}`);
    this.username = username;
    this.reason = reason;
  }
}

/** Somebody whom Linode vouched for and the allow-lists let in, with the tokens of this sign-in. */
export interface Admitted {
  /** Under which the tokens are held, for a session to take them over. */
  readonly vaultId: string;
  readonly profile: Profile;
  readonly account: string | null;
  readonly tokens: TokenSet;
  readonly asked: readonly string[];
  readonly observed: readonly string[];
  /** The person's epoch from before it was seen that nobody has blocked them. */
  readonly epoch: number;
}

export interface SignInDeps {
  readonly config: Config;
  readonly oauth: LinodeOAuth;
  readonly attempts: Attempts;
  readonly people: People;
  readonly transport: LinodeTransport;
  readonly unclaimed: Discard;
}

export interface BeginOptions {
  readonly returnTo: string;
  readonly need: NeedName | null;
  /** Scopes beyond the need's, out of a form that this person sent: never out of a URL. */
  readonly extra?: readonly string[];
}

export type SignIn = ReturnType<typeof createSignIn>;

/** The way to Linode and back. It starts no session: `session/start.ts` does. */
export function createSignIn(deps: SignInDeps) {
  const { config, oauth, attempts } = deps;

  return {
    /** @returns where to send the browser, and the attempt whose cookie it must bring back. */
    async begin(
      visitor: Visitor | null,
      { returnTo, need, extra = [] }: BeginOptions,
    ): Promise<StartedAttempt & { url: string }> {
      const { id, state } = newState();
      const asked = unionScopes(scopesToAsk(config.linode.scopes, visitor, need), extra);
      const { url, verifier } = await oauth.begin(state, asked);
      const replaces = visitor && { vaultId: visitor.session, uid: visitor.uid };
      const content = { state, verifier, returnTo, need, asked, replaces };
      return { url, ...(await attempts.keep(id, content)) };
    },

    /**
     * Exchanges the code and lets the person in, or not; whoever is not gets their token revoked.
     *
     * @throws {NotAdmitted} @throws {LoginRefused} @throws {LoginUnavailable} @throws {LinodeError}
     */
    async finish(search: string, attempt: Attempt): Promise<Admitted> {
      const tokens = await oauth.finish(search, attempt);
      const vaultId = newVaultId();
      try {
        await deps.unclaimed.hold(vaultId, tokens);
        return { vaultId, ...(await admit(deps, attempt, tokens)) };
      } catch (error) {
        const username = error instanceof NotAdmitted ? error.username : '';
        await deps.unclaimed.discard({ tokens, username, heldAs: vaultId });
        throw error;
      }
    },

    /** False when Linode says that these tokens are dead; true also when it says nothing. */
    async isAlive(tokens: TokenSet): Promise<boolean> {
      try {
        await identify(deps, tokens);
        return true;
      } catch (error) {
        return !(error instanceof InvalidToken);
      }
    },
  };
}

function scopesToAsk(
  base: readonly string[],
  visitor: Visitor | null,
  need: NeedName | null,
): readonly string[] {
  if (need === null) return base;
  const current = visitor === null ? base : unionScopes(base, visitor.scopes());
  return unionScopes(current, needs[need].scopes);
}

async function admit(
  deps: SignInDeps,
  attempt: Attempt,
  tokens: TokenSet,
): Promise<Omit<Admitted, 'vaultId'>> {
  const { profile, account, observed } = await identify(deps, tokens);
  const { username, uid, email } = profile;
  const refusal = refusalOf(deps.config.allowed, { username, email, account });
  if (refusal !== null) throw new NotAdmitted(username, refusal);
  const isOther =
    attempt.need !== null && attempt.replaces !== null && attempt.replaces.uid !== uid;
  if (isOther) throw new NotAdmitted(username, 'another-person-came-back');
  // In this order: a block that comes after the second look raises what the first one saw.
  const epoch = await deps.people.epochOf(username);
  if ((await deps.people.blockedReason(username)) !== null)
    throw new NotAdmitted(username, 'blocked');
  if (!(await deps.people.isSamePerson(username, uid)))
    throw new NotAdmitted(username, 'uid-changed');
  return { profile, account, tokens, asked: attempt.asked, observed, epoch };
}

/** Who holds these tokens, by Linode's word: profile, account, and the scopes it saw. */
async function identify(deps: SignInDeps, tokens: TokenSet) {
  let account: string | null = null;
  let observed: readonly string[] = [];
  const linode = createLinodeClient({
    transport: deps.transport,
    tokens: {
      access: async () => await Promise.resolve(tokens.accessToken),
      renewed: async () => await Promise.reject(new InvalidToken(401, [])),
    },
    onAnswer(facts) {
      account = facts.account ?? account;
      observed = facts.scopes ?? observed;
    },
  });
  const profile = await getProfile(linode);
  if (account === null && deps.config.allowed.accounts.length > 0)
    account = await getAccountId(linode);
  return { profile, account, observed };
}

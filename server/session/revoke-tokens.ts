import { readBody } from '../linode/answer.ts';
import { InvalidToken } from '../linode/errors.ts';
import type { LinodeTransport } from '../linode/transport.ts';
import { LoginRefused } from '../oauth/errors.ts';
import type { LinodeOAuth } from '../oauth/linode-oauth.ts';
import type { Tokens } from '../vault/vault.ts';

export interface RevokeTokensDeps {
  readonly oauth: Pick<LinodeOAuth, 'revoke'>;
  readonly transport: LinodeTransport;
}

/** @throws when Linode did not confirm it, whatever the reason: it is to be tried again */
export type RevokeTokens = (tokens: Pick<Tokens, 'accessToken' | 'refreshToken'>) => Promise<void>;

/**
 * Ends the tokens of one grant at Linode. The refresh token goes first: should the second call be
 * lost, nobody can make new ones. Should it be refused, the access token is ended all the same. Where
 * the first call ended the grant as a whole, Linode may refuse to end a token that it does not know any
 * more; then the API, which says 401 to a dead token, decides.
 */
export function createRevokeTokens({ oauth, transport }: RevokeTokensDeps): RevokeTokens {
  async function isDead(accessToken: string): Promise<boolean> {
    try {
      readBody(await transport({ method: 'GET', path: '/profile' }, accessToken));
      return false;
    } catch (error) {
      if (error instanceof InvalidToken) return true;
      throw error;
    }
  }

  async function revokeAccess(accessToken: string): Promise<void> {
    try {
      await oauth.revoke(accessToken);
    } catch (error) {
      if (error instanceof LoginRefused && (await isDead(accessToken))) return;
      throw error;
    }
  }

  return async ({ accessToken, refreshToken }) => {
    const refusal = refreshToken && (await oauth.revoke(refreshToken).catch(refusalOnly));
    await revokeAccess(accessToken);
    if (refusal instanceof LoginRefused) throw refusal;
  };
}

function refusalOnly(error: unknown): LoginRefused {
  if (error instanceof LoginRefused) return error;
  throw error;
}

import { randomBytes } from 'node:crypto';
import * as client from 'openid-client';
import {
  ClientRefused,
  LoginRefused,
  LoginUnavailable,
  isInvalidCallback,
  toOAuthError,
} from './errors.ts';
import type { Logger } from '../logger.ts';
import type { Observer } from '../observer.ts';
import { createUpstream, type Upstream } from '../upstream/upstream.ts';
import { createTokenFetch } from './token-fetch.ts';

export interface OAuthSettings {
  readonly clientId: string;
  readonly clientSecret: string;
  readonly loginUrl: string;
  /** Where Linode sends the browser back to. Configured, never taken from a request. */
  readonly redirectUri: string;
}

/** What Linode granted. A member that the answer did not state is null. */
export interface TokenSet {
  readonly accessToken: string;
  readonly refreshToken: string | null;
  readonly expiresInSeconds: number | null;
  readonly scopes: readonly string[] | null;
}

export interface AuthorizationRequest {
  readonly url: string;
  readonly verifier: string;
}

export interface OAuthDeps {
  readonly observer: Observer;
  readonly logger: Logger;
}

export type LinodeOAuth = ReturnType<typeof createLinodeOAuth>;

const perPerson = { atOnce: 64, waiting: 256, failures: 8 };
const limits = { everybody: perPerson, person: perPerson };

// Below the 10 s that people wait, and below the time the refresh lease is renewed for.
const TIMEOUT_SECONDS = 9;

/**
 * Linode's OAuth for a confidential client: authorization code with PKCE, refresh, revocation.
 * Values in, values out; it keeps nothing.
 *
 * Linode publishes no discovery document, so the endpoints are stated here (facts: login.linode.com).
 */
export function createLinodeOAuth(settings: OAuthSettings, { observer, logger }: OAuthDeps) {
  const upstream = createUpstream<Response>({
    host: 'login',
    observer,
    limits,
    read: ({ status, headers }) => ({ status, retryAfter: headers.get('retry-after') }),
  });
  const configuration = toConfiguration(settings, upstream);

  /** Nobody but the operator can mend that: it is said until it is. */
  function told(error: LoginRefused | LoginUnavailable): LoginRefused | LoginUnavailable {
    if (error instanceof ClientRefused)
      logger.error({ err: error }, 'check LINODE_CLIENT_ID and LINODE_CLIENT_SECRET: refused');
    return error;
  }

  /** Whether our id and secret are good: for a token that is none, RFC 7009 (2.2) has a 200. */
  async function isClientKnown(): Promise<boolean> {
    try {
      await client.tokenRevocation(configuration, randomBytes(32).toString('hex'));
      return true;
    } catch (error) {
      return toOAuthError(error) instanceof LoginRefused;
    }
  }

  /** A 401 without a code is about the refresh token once the client is known to be good. */
  async function toRefreshError(error: unknown): Promise<LoginRefused | LoginUnavailable> {
    const refusal = toOAuthError(error);
    const isAmbiguous = refusal instanceof ClientRefused && refusal.code.startsWith('status_');
    if (isAmbiguous && (await isClientKnown())) return new LoginRefused(refusal.code);
    return told(refusal);
  }

  return {
    upstream,

    /** Where to send the browser, and the secret to keep until it comes back. */
    async begin(state: string, scopes: readonly string[]): Promise<AuthorizationRequest> {
      const verifier = client.randomPKCECodeVerifier();
      const url = client.buildAuthorizationUrl(configuration, {
        redirect_uri: settings.redirectUri,
        scope: scopes.join(' '),
        state,
        code_challenge: await client.calculatePKCECodeChallenge(verifier),
        code_challenge_method: 'S256',
      });
      return { url: url.href, verifier };
    },

    /**
     * Exchanges the callback's code.
     *
     * @param search the callback's query as it came, `?code=…&state=…`
     * @throws {LoginRefused} denied, expired, forged or malformed
     * @throws {LoginUnavailable} login.linode.com did not answer usably
     */
    async finish(search: string, expected: { state: string; verifier: string }): Promise<TokenSet> {
      // openid-client accepts "no state expected, none received"; an attempt always has both.
      if (expected.state === '' || expected.verifier === '')
        throw new LoginRefused('invalid_attempt');
      const callback = new URL(search, settings.redirectUri);
      const checks = { expectedState: expected.state, pkceCodeVerifier: expected.verifier };
      try {
        return toTokenSet(await client.authorizationCodeGrant(configuration, callback, checks));
      } catch (error) {
        if (isInvalidCallback(error)) throw new LoginRefused('invalid_callback');
        throw told(toOAuthError(error));
      }
    },

    /** @throws {LoginRefused} the refresh token is dead. @throws {LoginUnavailable} try again later. */
    async refresh(refreshToken: string): Promise<TokenSet> {
      try {
        return toTokenSet(await client.refreshTokenGrant(configuration, refreshToken));
      } catch (error) {
        throw await toRefreshError(error);
      }
    },

    /** Ends a token at Linode, and the refresh token of the same grant (RFC 7009). */
    async revoke(token: string): Promise<void> {
      try {
        await client.tokenRevocation(configuration, token);
      } catch (error) {
        throw told(toOAuthError(error));
      }
    },
  };
}

function toConfiguration(
  settings: OAuthSettings,
  upstream: Upstream<Response>,
): client.Configuration {
  const { loginUrl, clientId, clientSecret } = settings;
  const configuration = new client.Configuration(
    {
      issuer: loginUrl,
      authorization_endpoint: `${loginUrl}/oauth/authorize`,
      token_endpoint: `${loginUrl}/oauth/token`,
      revocation_endpoint: `${loginUrl}/oauth/revoke`,
    },
    clientId,
    clientSecret,
    // Linode documents the secret in the form body, and nothing else.
    client.ClientSecretPost(clientSecret),
  );
  configuration.timeout = TIMEOUT_SECONDS;
  configuration[client.customFetch] = createTokenFetch(upstream);
  if (loginUrl.startsWith('http:')) client.allowInsecureRequests(configuration);
  return configuration;
}

/** @throws {LoginUnavailable} for what no request could carry, and no record should hold */
function toTokenSet(answer: client.TokenEndpointResponse): TokenSet {
  const { access_token: accessToken, refresh_token: refreshToken = null, scope = null } = answer;
  const seconds = answer.expires_in ?? 0;
  if (!isToken(accessToken)) throw new LoginUnavailable('unusable_access_token');
  if (refreshToken !== null && !isToken(refreshToken))
    throw new LoginUnavailable('unusable_refresh_token');
  if ((scope ?? '').length > MAX_SCOPE_CHARACTERS) throw new LoginUnavailable('unusable_scope');
  return {
    accessToken,
    refreshToken,
    expiresInSeconds: seconds > 0 && seconds <= MAX_LIFE_SECONDS ? seconds : null,
    scopes: scope === null ? null : splitScopes(scope),
  };
}

const MAX_SCOPE_CHARACTERS = 4000;
const MAX_LIFE_SECONDS = 10 * 365 * 24 * 3600;

/** Visible ASCII (RFC 6749 appendix A.12; a header takes no space in a token). */
function isToken(text: string): boolean {
  return /^[\x21-\x7e]{1,4096}$/.test(text);
}

/** Linode writes scopes with spaces or commas, depending on the age of the answer. */
export function splitScopes(text: string): string[] {
  return text.split(/[\s,]/).filter(Boolean);
}

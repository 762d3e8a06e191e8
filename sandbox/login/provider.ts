import { createPrivateKey, generateKeyPairSync } from 'node:crypto';
import { Provider, errors } from 'oidc-provider';
import type { Configuration, KoaContextWithOIDC } from 'oidc-provider';
import type { Switches } from '../control/switches.ts';
import { allScopes, splitScopes } from './scopes.ts';
import { issueHexTokens } from './hex-tokens.ts';
import { errorPage } from './error-page.ts';
import type { TokenStore } from './token-store.ts';

const day = 24 * 3600;

/** oidc-provider bent to what is known of login.linode.com: plain OAuth, opaque tokens, own pages. */
export function createProvider(issuer: string, store: TokenStore, switches: Switches): Provider {
  const provider = new Provider(issuer, {
    ...plainOAuth(),
    adapter: store.adapter,
    ttl: {
      AccessToken: () => switches.accessTokenSeconds,
      AuthorizationCode: 60,
      Grant: 30 * day,
      Interaction: 3600,
      RefreshToken: 14 * day,
      Session: day,
    },
    issueRefreshToken: async () => switches.refreshToken === 'rotating',
    rotateRefreshToken: true,
    // One Grant per authorization: a shared one would let the end of one sign-in kill the next.
    loadExistingGrant: async (ctx) => grantOfThisConsent(ctx),
    findAccount: async (_ctx, accountId) => ({ accountId, claims: () => ({ sub: accountId }) }),
    extraParams: { scopes: (ctx) => refuseUnknownScopes(ctx) },
    renderError: async (ctx, out) => {
      ctx.type = 'html';
      ctx.body = errorPage(out.error_description ?? out.error);
    },
  });
  issueHexTokens(provider, switches);
  return provider;
}

function plainOAuth(): Configuration {
  return {
    clientAuthMethods: ['client_secret_post'],
    cookies: { keys: ['the sandbox keeps no secrets'] },
    enabledJWA: { idTokenSigningAlgValues: ['ES256'] },
    expiresWithSession: async () => false,
    features: {
      devInteractions: { enabled: false },
      revocation: { enabled: true },
      rpInitiatedLogout: { enabled: false },
      userinfo: { enabled: false },
    },
    interactions: { url: (_ctx, interaction) => `/interaction/${interaction.uid}` },
    jwks: { keys: [signingKey()] },
    pkce: { required: () => false },
    responseTypes: ['code'],
    routes: {
      authorization: '/oauth/authorize',
      revocation: '/oauth/revoke',
      token: '/oauth/token',
    },
    scopes: [...allScopes],
  };
}

async function grantOfThisConsent(ctx: KoaContextWithOIDC) {
  const grantId = ctx.oidc.result?.consent?.grantId;
  return grantId === undefined ? undefined : ctx.oidc.provider.Grant.find(grantId);
}

/** oidc-provider drops unknown scopes silently; a real server says so. */
function refuseUnknownScopes(ctx: KoaContextWithOIDC): void {
  const asked = ctx.query['scope']; // ctx.oidc.params has lost the unknown ones already
  const scope = typeof asked === 'string' ? asked : '';
  const unknown = splitScopes(scope).find((name) => !allScopes.includes(name));
  if (unknown !== undefined) throw new errors.InvalidScope('unknown scope', unknown);
  if (scope === '') throw new errors.InvalidScope('no scope requested', '');
}

/** Never used to sign anything a client sees, but oidc-provider wants one. */
function signingKey() {
  // Not the made key itself: collecting the garbage of its making while it is exported locks Node 20 up.
  const { privateKey } = generateKeyPairSync('ec', {
    namedCurve: 'P-256',
    publicKeyEncoding: { format: 'pem', type: 'spki' },
    privateKeyEncoding: { format: 'pem', type: 'pkcs8' },
  });
  const jwk = createPrivateKey(privateKey).export({ format: 'jwk' });
  return { ...jwk, alg: 'ES256', use: 'sig', kty: 'EC' as const };
}

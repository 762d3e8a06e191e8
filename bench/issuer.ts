import { randomUUID } from 'node:crypto';
import { exportJWK, generateKeyPair, SignJWT } from 'jose';
import {
  json,
  serveStandIn,
  type Received,
  type Reply,
  type StandInServer,
} from '../test/support/stand-in-server.ts';

/** An OpenID provider that everybody is signed in at already: peers want one, Linode is none. */
export async function startIssuer(): Promise<StandInServer> {
  const { publicKey, privateKey } = await generateKeyPair('RS256');
  const key = { ...(await exportJWK(publicKey)), kid: 'bench', alg: 'RS256', use: 'sig' };
  const nonces = new Map<string, string>();

  function authorize({ query }: Received): Reply {
    const code = randomUUID();
    nonces.set(code, query.get('nonce') ?? '');
    const back = new URL(query.get('redirect_uri') ?? '');
    back.searchParams.set('code', code);
    back.searchParams.set('state', query.get('state') ?? '');
    return { status: 302, headers: { Location: back.href } };
  }

  async function token({ text }: Received): Promise<Reply> {
    const code = new URLSearchParams(text).get('code') ?? '';
    const idToken = await new SignJWT({ nonce: nonces.get(code) })
      .setProtectedHeader({ alg: 'RS256', kid: 'bench' })
      .setIssuer(server.url)
      .setAudience('bench')
      .setSubject('bench')
      .setIssuedAt()
      .setExpirationTime('12h')
      .sign(privateKey);
    return json(200, {
      access_token: randomUUID().replaceAll('-', '').repeat(2),
      token_type: 'Bearer',
      expires_in: 43_200,
      id_token: idToken,
    });
  }

  const server = await serveStandIn(async (received) => {
    if (received.path === '/.well-known/openid-configuration') return json(200, toMetadata(server));
    if (received.path === '/jwks') return json(200, { keys: [key] });
    if (received.path === '/authorize') return authorize(received);
    if (received.path === '/token') return await token(received);
    if (received.path === '/userinfo') return json(200, { sub: 'bench' });
    return { status: 404 };
  });
  return server;
}

function toMetadata({ url }: StandInServer) {
  return {
    issuer: url,
    authorization_endpoint: `${url}/authorize`,
    token_endpoint: `${url}/token`,
    userinfo_endpoint: `${url}/userinfo`,
    jwks_uri: `${url}/jwks`,
    response_types_supported: ['code'],
    subject_types_supported: ['public'],
    id_token_signing_alg_values_supported: ['RS256'],
    token_endpoint_auth_methods_supported: ['client_secret_basic', 'client_secret_post'],
  };
}

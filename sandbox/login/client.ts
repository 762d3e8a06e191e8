import type { TokenStore } from './token-store.ts';

export type ClientOptions = {
  readonly clientId: string;
  readonly clientSecret: string;
  readonly redirectUris: readonly string[];
};

/** Registers the one confidential client, or registers it anew with other redirect URIs. */
export async function registerClient(store: TokenStore, options: ClientOptions): Promise<void> {
  await store.adapter('Client').upsert(
    options.clientId,
    {
      client_id: options.clientId,
      client_secret: options.clientSecret,
      client_name: 'Quayside',
      grant_types: ['authorization_code', 'refresh_token'],
      id_token_signed_response_alg: 'ES256',
      redirect_uris: [...options.redirectUris],
      response_types: ['code'],
      token_endpoint_auth_method: 'client_secret_post',
    },
    0,
  );
}

import { toTimestamp } from '../world/clock.ts';
import type { LiveGrant, TokenStore } from './token-store.ts';

/** A consent to the portal's client that is alive, told as an authorised app. */
export type Authorization = {
  readonly id: number;
  readonly username: string;
  readonly label: string;
  readonly website: string;
  readonly scopes: string;
  readonly created: number;
  /** When the last token of it ends; how Linode reckons here is not known. */
  readonly expiry: string;
};

export type Authorizations = {
  /** Of everybody when no username is given. */
  readonly list: (username?: string) => readonly Authorization[];
  /** Kills the tokens of one, if there is one of this id. */
  readonly end: (id: number) => void;
  readonly client: () => {
    readonly id: string;
    readonly label: string;
    readonly redirect_uri: string;
  };
};

/** What came of the consents at the login host, for the API, which numbers them. */
export function createAuthorizations(store: TokenStore, clientId: string): Authorizations {
  const ids = new Map<string, number>();
  const client = () => {
    const { client_name: label, redirect_uris: uris } = store.find('Client', clientId) ?? {};
    return { id: clientId, label: String(label), redirect_uri: [uris].flat().map(String)[0] ?? '' };
  };
  const toAuthorization = ({ grantId, username, scopes, created, ends }: LiveGrant) => {
    const id = ids.get(grantId) ?? 9_400_200 + ids.size;
    ids.set(grantId, id);
    const { label, redirect_uri: uri } = client();
    const website = new URL(uri).origin;
    const expiry = toTimestamp(ends * 1000);
    return { id, username, label, website, scopes, created: created * 1000, expiry };
  };
  return {
    client,
    list: (username) =>
      store
        .grants()
        .filter((grant) => username === undefined || grant.username === username)
        .map(toAuthorization),
    end: (id) => {
      const grantId = [...ids].find(([, known]) => known === id)?.[0];
      if (grantId !== undefined) store.endGrant(grantId);
    },
  };
}

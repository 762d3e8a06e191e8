import { readData } from '../../data/read-data.ts';
import { notFound } from '../api-error.ts';
import { collection } from '../collection.ts';
import type { Endpoint, SignedCall } from '../endpoint.ts';

type OAuthClient = {
  readonly account: string;
  readonly id: string;
  readonly label: string;
  readonly redirect_uri: string;
  readonly public: boolean;
  readonly status: 'active' | 'disabled' | 'suspended';
};

const clients = readData<readonly OAuthClient[]>('oauth-clients.json');

export const oauthClientEndpoints: readonly Endpoint[] = [
  {
    method: 'GET',
    path: '/account/oauth-clients',
    scope: 'account:read_only',
    users: 'account-access',
    limit: 'list',
    handle: (call) => collection(call, clientsFor(call), ['label', 'public']),
  },
  {
    method: 'GET',
    path: '/account/oauth-clients/:id',
    scope: 'account:read_only',
    users: 'account-access',
    handle: (call) => {
      const client = clientsFor(call).find(({ id }) => id === call.params['id']);
      if (!client) throw notFound();
      return client;
    },
  },
];

/** The clients of the account; the portal's own belongs to Harbour Co. */
function clientsFor({ caller, authorizations }: SignedCall) {
  const { account } = caller.user;
  const portal: OAuthClient = {
    ...authorizations.client(),
    account: 'harbour',
    public: false,
    status: 'active',
  };
  return [portal, ...clients]
    .filter((client) => client.account === account)
    .map(({ account: _account, ...client }) => ({
      ...client,
      secret: '<REDACTED>',
      thumbnail_url: null,
    }));
}

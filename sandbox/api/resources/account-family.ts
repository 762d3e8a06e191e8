import { childAccountsOf } from '../../world/child-account.ts';
import { transfersOf } from '../../world/service-transfer.ts';
import type { Endpoint } from '../endpoint.ts';
import { plainReads } from '../plain-reads.ts';

/** What an account has to do with other accounts. */
export const accountFamilyEndpoints: readonly Endpoint[] = [
  ...plainReads({
    path: '/account/child-accounts',
    scope: 'child_account:read_only',
    users: 'unrestricted',
    key: 'euuid',
    filterable: [
      'address_1',
      'address_2',
      'city',
      'company',
      'country',
      'email',
      'first_name',
      'last_name',
      'phone',
      'state',
      'zip',
    ],
    rows: ({ world, caller }) => childAccountsOf(world, caller.user.account),
  }),
  ...plainReads({
    path: '/account/service-transfers',
    scope: 'account:read_only',
    users: 'unrestricted',
    key: 'token',
    filterable: ['is_sender', 'status'],
    rows: ({ world, caller, now }) => transfersOf(world, caller.user.account, now),
  }),
];

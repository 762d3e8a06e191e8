import {
  managedContactsOf,
  managedCredentialsOf,
  managedIssuesOf,
  managedLinodesOf,
  managedServicesOf,
} from '../../world/managed.ts';
import type { Endpoint } from '../endpoint.ts';
import { plainReads } from '../plain-reads.ts';

const access = { scope: 'account:read_only', users: 'unrestricted' } as const;

export const managedEndpoints: readonly Endpoint[] = [
  ...plainReads({
    ...access,
    path: '/managed/services',
    rows: ({ world, caller }) => managedServicesOf(world, caller.user.account),
  }),
  ...plainReads({
    ...access,
    path: '/managed/contacts',
    filterable: ['group'],
    rows: ({ world, caller }) => managedContactsOf(world, caller.user.account),
  }),
  ...plainReads({
    ...access,
    path: '/managed/credentials',
    rows: ({ world, caller }) => managedCredentialsOf(world, caller.user.account),
  }),
  ...plainReads({
    ...access,
    path: '/managed/issues',
    rows: ({ world, caller }) => managedIssuesOf(world, caller.user.account),
  }),
  ...plainReads({
    ...access,
    path: '/managed/linode-settings',
    rows: ({ world, caller, now }) => managedLinodesOf(world, caller.user.account, now),
  }),
];

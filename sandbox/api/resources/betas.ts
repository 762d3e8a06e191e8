import { betasOf, listBetas } from '../../world/beta.ts';
import type { Endpoint } from '../endpoint.ts';
import { plainReads } from '../plain-reads.ts';

export const betaEndpoints: readonly Endpoint[] = [
  ...plainReads({
    path: '/betas',
    scope: 'any',
    users: 'unrestricted',
    filterable: ['ended', 'greenlight_only', 'label', 'started'],
    rows: ({ world }) => listBetas(world),
  }),
  ...plainReads({
    path: '/account/betas',
    scope: 'account:read_only',
    users: 'unrestricted',
    filterable: ['ended', 'enrolled', 'label', 'started'],
    rows: ({ world, caller }) => betasOf(world, caller.user.account),
  }),
];

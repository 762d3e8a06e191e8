import { maintenanceOf, notificationsOf } from '../../world/notice.ts';
import type { Endpoint } from '../endpoint.ts';
import { plainList } from '../plain-reads.ts';

export const accountNoticeEndpoints: readonly Endpoint[] = [
  plainList({
    path: '/account/notifications',
    scope: 'account:read_only',
    users: 'account-access',
    rows: ({ world, caller, now }) => notificationsOf(world, caller.user.account, now),
  }),
  plainList({
    path: '/account/maintenance',
    scope: 'any',
    users: 'account-access',
    filterable: ['status', 'type', 'when'],
    rows: ({ world, caller, now }) => maintenanceOf(world, caller.user.account, now),
  }),
];

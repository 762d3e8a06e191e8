import {
  alertChannels,
  alertDefinitions,
  dashboards,
  monitoredServices,
} from '../../world/monitor.ts';
import type { Endpoint } from '../endpoint.ts';
import { plainList } from '../plain-reads.ts';

const access = { beta: true, scope: 'monitor:read_only', users: 'unrestricted' } as const;

export const monitorEndpoints: readonly Endpoint[] = [
  plainList({ ...access, path: '/monitor/services', rows: () => monitoredServices }),
  plainList({
    ...access,
    path: '/monitor/dashboards',
    rows: ({ world }) => dashboards(world),
  }),
  plainList({
    ...access,
    path: '/monitor/alert-channels',
    filterable: ['id', 'label'],
    rows: ({ world }) => alertChannels(world),
  }),
  plainList({
    ...access,
    path: '/monitor/alert-definitions',
    filterable: ['id', 'label', 'status', 'type'],
    rows: ({ world }) => alertDefinitions(world),
  }),
];

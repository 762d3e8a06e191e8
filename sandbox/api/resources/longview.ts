import { longviewClients, longviewSubscriptions, toLongviewAnswer } from '../../world/longview.ts';
import type { Endpoint } from '../endpoint.ts';
import { catalogue, plainReads } from '../plain-reads.ts';
import { visible } from '../visible.ts';

export const longviewEndpoints: readonly Endpoint[] = [
  ...plainReads({
    path: '/longview/clients',
    scope: 'longview:read_only',
    filterable: ['label'],
    rows: (call) =>
      visible(call, longviewClients, 'longview').map((client) =>
        toLongviewAnswer(client, call.world),
      ),
  }),
  ...catalogue({ path: '/longview/subscriptions', rows: longviewSubscriptions }),
];

import { placementGroups, toPlacementGroupAnswer } from '../../world/placement-group.ts';
import type { Endpoint } from '../endpoint.ts';
import { plainReads } from '../plain-reads.ts';
import { visible } from '../visible.ts';

export const placementGroupEndpoints: readonly Endpoint[] = plainReads({
  path: '/placement/groups',
  // The API document writes `placement:read_only`, which is no scope.
  scope: 'linodes:read_only',
  filterable: ['label', 'placement_group_type', 'region'],
  rows: (call) =>
    visible(call, placementGroups, 'never granted').map((group) =>
      toPlacementGroupAnswer(group, call.world, call.now),
    ),
});

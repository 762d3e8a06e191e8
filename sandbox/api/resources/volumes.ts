import { toVolumeAnswer } from '../../world/volume.ts';
import type { Endpoint, SignedCall } from '../endpoint.ts';
import { plainReads } from '../plain-reads.ts';
import { visible } from '../visible.ts';

export const volumeEndpoints: readonly Endpoint[] = plainReads({
  path: '/volumes',
  scope: 'volumes:read_only',
  filterable: ['label', 'tags'],
  rows: (call: SignedCall) =>
    visible(call, call.world.volumes, 'volume').map((volume) =>
      toVolumeAnswer(volume, call.world, call.now),
    ),
});

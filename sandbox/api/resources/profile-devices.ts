import { isTrusted, toDeviceAnswer } from '../../world/device.ts';
import { notFound } from '../api-error.ts';
import { collection } from '../collection.ts';
import type { Endpoint, SignedCall } from '../endpoint.ts';

export const profileDeviceEndpoints: readonly Endpoint[] = [
  {
    method: 'GET',
    path: '/profile/devices',
    scope: 'account:read_only',
    limit: 'list',
    handle: (call) => collection(call, devicesFor(call).map(toDeviceAnswer), []),
  },
  {
    method: 'DELETE',
    path: '/profile/devices/:id',
    scope: 'account:read_write',
    handle: (call) => {
      const device = devicesFor(call).find(({ id }) => String(id) === call.params['id']);
      if (!device) throw notFound();
      call.world.devices = call.world.devices.filter((other) => other !== device);
      return {};
    },
  },
];

function devicesFor({ world, caller, now }: SignedCall) {
  return world.devices.filter(
    (device) => device.username === caller.user.username && isTrusted(device, now),
  );
}

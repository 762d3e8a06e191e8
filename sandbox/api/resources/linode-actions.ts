import { isBusy } from '../../world/lifecycle.ts';
import type { LinodeStatus } from '../../world/lifecycle.ts';
import { statusOf } from '../../world/linode.ts';
import { startJob } from '../../world/start-job.ts';
import { badRequest } from '../api-error.ts';
import { permissionFor, requireWrite } from '../caller.ts';
import type { Endpoint, SignedCall } from '../endpoint.ts';
import { linodeOf } from './linode-access.ts';

type Action = 'boot' | 'reboot' | 'shutdown';

export const linodeActionEndpoints: readonly Endpoint[] = (
  ['boot', 'reboot', 'shutdown'] as const
).map((action) => ({
  method: 'POST',
  path: `/linode/instances/:id/${action}`,
  scope: 'linodes:read_write',
  handle: (call) => act(call, action),
}));

function act(call: SignedCall, kind: Action) {
  const { world, caller, now, switches } = call;
  const linode = linodeOf(call);
  requireWrite(permissionFor(world, caller.user, linode.id));
  const status = statusOf(linode, now);
  if (status === 'gone' || isBusy(status)) throw badRequest('Linode busy.');
  refuseNeedless(kind, status);
  const { username } = caller.user;
  startJob(world, linode, { kind, username, now, phaseMs: switches.lifecycleMs });
  return {};
}

/** What Linode says here is not known; the sandbox refuses rather than guess that it is well. */
function refuseNeedless(kind: Action, status: LinodeStatus): void {
  const isRunning = status === 'running';
  if (kind === 'boot' && isRunning) throw badRequest('Linode is already booted.');
  if (kind !== 'boot' && !isRunning) throw badRequest('Linode is not running.');
}

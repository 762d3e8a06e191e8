import { createLinode } from '../../world/create-linode.ts';
import { isBusy } from '../../world/lifecycle.ts';
import { statusOf, toLinodeAnswer } from '../../world/linode.ts';
import { startJob } from '../../world/start-job.ts';
import { ApiError, badRequest, unauthorized } from '../api-error.ts';
import { requireWrite, permissionFor } from '../caller.ts';
import { collection } from '../collection.ts';
import type { Endpoint, SignedCall } from '../endpoint.ts';
import { checkLabel, checkTags, readCreate } from '../read-create.ts';
import { linodeOf, linodesFor } from './linode-access.ts';
import { toIpsAnswer } from './linode-ips.ts';

const filterable = (
  'id label region image ipv4 tags group ' +
  'placement_group.label placement_group.placement_group_type'
).split(' ');
const path = '/linode/instances';
const onePath = '/linode/instances/:id';

export const linodeEndpoints: readonly Endpoint[] = [
  {
    method: 'GET',
    path,
    scope: 'linodes:read_only',
    limit: 'list',
    handle: (call) => {
      const rows = linodesFor(call).map((linode) => toLinodeAnswer(linode, call.now));
      return collection(call, rows, filterable);
    },
  },
  { method: 'POST', path, scope: 'linodes:read_write', limit: 'create', handle: create },
  {
    method: 'GET',
    path: onePath,
    scope: 'linodes:read_only',
    handle: (call) => toLinodeAnswer(linodeOf(call), call.now),
  },
  { method: 'PUT', path: onePath, scope: 'linodes:read_write', handle: update },
  { method: 'DELETE', path: onePath, scope: 'linodes:read_write', handle: remove },
  {
    method: 'GET',
    path: `${onePath}/ips`,
    scope: 'linodes:read_only',
    handle: (call) => toIpsAnswer(linodeOf(call)),
  },
];

function create(call: SignedCall) {
  const { world, caller, now, switches } = call;
  if (caller.user.restricted && !caller.user.add.includes('linodes')) throw unauthorized();
  const order = readCreate(call);
  const { account, username } = caller.user;
  const linode = createLinode(world, order, {
    account,
    username,
    now,
    phaseMs: switches.lifecycleMs,
  });
  if (caller.user.restricted) world.grants.get(username)?.set(linode.id, 'read_write');
  return toLinodeAnswer(linode, now);
}

function update(call: SignedCall) {
  const { world, caller, body, now } = call;
  const linode = linodeOf(call);
  requireWrite(permissionFor(world, caller.user, linode.id));
  const { label = linode.label, tags = linode.tags, ...rest } = body;
  const [unknown] = Object.keys(rest);
  if (unknown !== undefined) throw badRequest('The sandbox cannot change this', unknown);
  const reasons = [...(label === linode.label ? [] : checkLabel(label, call)), ...checkTags(tags)];
  if (reasons.length > 0) throw new ApiError(400, reasons);
  linode.label = String(label);
  linode.tags = tags as string[]; // checkTags has just found an array of strings
  linode.updated = now;
  return toLinodeAnswer(linode, now);
}

function remove(call: SignedCall) {
  const { world, caller, now, switches } = call;
  const linode = linodeOf(call);
  requireWrite(permissionFor(world, caller.user, linode.id));
  const status = statusOf(linode, now);
  if (status === 'gone' || isBusy(status)) throw badRequest('Linode busy.');
  const { username } = caller.user;
  startJob(world, linode, { kind: 'delete', username, now, phaseMs: switches.lifecycleMs });
  return {};
}

import { dayMs } from '../../world/clock.ts';
import { toEventAnswer } from '../../world/event.ts';
import type { AccountEvent } from '../../world/event.ts';
import type { User } from '../../world/user.ts';
import type { World } from '../../world/world.ts';
import { notFound } from '../api-error.ts';
import { permissionFor } from '../caller.ts';
import { collection } from '../collection.ts';
import type { Endpoint, SignedCall } from '../endpoint.ts';

const filterable = ['id', 'action', 'created', 'entity.id', 'entity.type', 'read'];

export const eventEndpoints: readonly Endpoint[] = [
  {
    method: 'GET',
    path: '/account/events',
    scope: 'events:read_only',
    limit: 'list',
    handle: (call) => collection(call, eventsFor(call), filterable),
  },
  {
    method: 'GET',
    path: '/account/events/:id',
    scope: 'events:read_only',
    handle: (call) => {
      const event = eventsFor(call).find(({ id }) => String(id) === call.params['id']);
      if (!event) throw notFound();
      return event;
    },
  },
];

/** The account's events of the last 90 days that have begun, newest first. */
function eventsFor({ world, caller: { user }, now }: SignedCall) {
  return world.events
    .filter(({ account }) => account === user.account)
    .filter(({ from }) => from <= now && from > now - 90 * dayMs)
    .filter((event) => isVisible(event, user, world))
    .toSorted((a, b) => b.from - a.from || b.id - a.id)
    .map((event) => toEventAnswer(event, now));
}

/** A restricted user sees what befell the own Linodes and tokens. */
function isVisible({ entity, username }: AccountEvent, user: User, world: World): boolean {
  if (!user.restricted) return true;
  if (entity.type === 'linode') return permissionFor(world, user, entity.id) !== undefined;
  return entity.type === 'token' && username === user.username;
}

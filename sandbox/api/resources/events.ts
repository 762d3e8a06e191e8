import { toEventAnswer } from '../../world/event.ts';
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

/** The account's events that have begun, newest first; a restricted user's own Linodes only. */
function eventsFor({ world, caller: { user }, now }: SignedCall) {
  return world.events
    .filter(({ account, from }) => account === user.account && from <= now)
    .filter(({ linodeId }) => permissionFor(world, user, linodeId) !== undefined)
    .toSorted((a, b) => b.from - a.from || b.id - a.id)
    .map((event) => toEventAnswer(event, now));
}

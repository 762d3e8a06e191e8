import { toTimestamp } from './clock.ts';
import type { Linode } from './linode.ts';
import type { World } from './world.ts';

/** Something that happens to a Linode over a span of time. */
export type LinodeEvent = {
  readonly id: number;
  readonly account: string;
  readonly username: string;
  readonly action: string;
  readonly linodeId: number;
  readonly label: string;
  readonly from: number;
  readonly ms: number;
};

type Happening = {
  readonly action: string;
  readonly username: string;
  readonly from: number;
  readonly ms: number;
};

/** Notes what is about to happen to a Linode. */
export function addEvent(world: World, linode: Linode, happening: Happening): void {
  world.events.push(createEvent(world, linode, happening));
}

/** The creation of a Linode that was there before the start. */
export function pastEvent(world: World, linode: Linode): LinodeEvent {
  const username = world.users.find((user) => user.account === linode.account)?.username ?? '';
  const happening = { action: 'linode_create', username, from: linode.created, ms: 40_000 };
  return createEvent(world, linode, happening);
}

function createEvent(world: World, linode: Linode, happening: Happening): LinodeEvent {
  world.nextEventId += 1;
  const { id: linodeId, account, label } = linode;
  return { id: world.nextEventId, account, linodeId, label, ...happening };
}

/** An event as GET /account/events shows it at a moment. */
export function toEventAnswer(event: LinodeEvent, now: number) {
  return {
    id: event.id,
    action: event.action,
    created: toTimestamp(event.from),
    username: event.username,
    entity: {
      id: event.linodeId,
      type: 'linode',
      label: event.label,
      url: `/v4/linode/instances/${event.linodeId}`,
    },
    secondary_entity: null,
    ...progressOf(event, now),
    message: null,
    rate: null,
    time_remaining: null,
    read: false,
    seen: false,
  };
}

/** Scheduled for the first tenth, then started with a growing percentage, then finished. */
function progressOf({ from, ms, action }: LinodeEvent, now: number) {
  const done = ms === 0 ? 1 : Math.min((now - from) / ms, 1);
  const duration = Math.max(0, Math.min(now - from, ms)) / 1000;
  if (done >= 1) return { status: 'finished', percent_complete: 100, duration };
  if (done < 0.1) return { status: 'scheduled', percent_complete: 0, duration: 0 };
  const [low, high] = action === 'linode_create' ? [5, 80] : [45, 49];
  return { status: 'started', percent_complete: Math.round(low + (high - low) * done), duration };
}

import { toTimestamp } from './clock.ts';
import type { Linode } from './linode.ts';
import type { World } from './world.ts';

/** What an event is about. */
export type Entity = { readonly type: string; readonly id: number; readonly label: string };

/** Something that happens over a span of time, or that is only noted (`ms` null). */
export type AccountEvent = {
  readonly id: number;
  readonly account: string;
  readonly username: string;
  readonly action: string;
  readonly entity: Entity;
  readonly from: number;
  readonly ms: number | null;
};

type Happening = {
  readonly action: string;
  readonly username: string;
  readonly from: number;
  readonly ms: number;
};

type Notice = Pick<AccountEvent, 'account' | 'username' | 'action' | 'entity'> & {
  readonly at: number;
};

/** Notes what is about to happen to a Linode. */
export function addEvent(world: World, { id, account, label }: Linode, happening: Happening): void {
  pushEvent(world, { account, entity: { type: 'linode', id, label }, ...happening });
}

/** Notes what is done already: Linode calls such an event a notification. */
export function addNotice(world: World, { at, ...notice }: Notice): void {
  pushEvent(world, { ...notice, from: at, ms: null });
}

/** The creation of a Linode that was there before the start. */
export function addPastCreation(world: World, linode: Linode): void {
  const username = world.users.find((user) => user.account === linode.account)?.username ?? '';
  addEvent(world, linode, {
    action: 'linode_create',
    username,
    from: linode.created,
    ms: 40_000,
  });
}

/** Adds an event of any kind. */
export function pushEvent(world: World, event: Omit<AccountEvent, 'id'>): void {
  world.nextEventId += 1;
  world.events.push({ id: world.nextEventId, ...event });
}

/** Puts events in the order of time and numbers them so, as a real history is. */
export function orderEvents(world: World): void {
  const first = world.nextEventId - world.events.length + 1;
  world.events = world.events
    .toSorted((a, b) => a.from - b.from || a.id - b.id)
    .map((event, index) => ({ ...event, id: first + index }));
}

/** An event as GET /account/events shows it at a moment. */
export function toEventAnswer(event: AccountEvent, now: number) {
  return {
    id: event.id,
    action: event.action,
    created: toTimestamp(event.from),
    username: event.username,
    entity: { ...event.entity, url: urlOf(event.entity) },
    secondary_entity: null,
    ...progressOf(event, now),
    message: null,
    rate: null,
    time_remaining: null,
    read: false,
    seen: false,
  };
}

function urlOf({ type, id, label }: Entity): string {
  const folders: Record<string, string> = {
    linode: `/v4/linode/instances/${id}`,
    token: `/v4/profile/tokens/${id}`,
    user: `/v4/account/users/${label}`,
    user_ssh_key: `/v4/profile/sshkeys/${id}`,
    firewall: `/v4/networking/firewalls/${id}`,
    domain: `/v4/domains/${id}`,
  };
  return folders[type] ?? `/v4/${type}s/${id}`;
}

/** Scheduled for the first tenth, then started with a growing percentage, then finished. */
function progressOf({ from, ms, action }: AccountEvent, now: number) {
  if (ms === null) return { status: 'notification', percent_complete: null, duration: 0 };
  const done = ms === 0 ? 1 : Math.min((now - from) / ms, 1);
  const duration = Math.max(0, Math.min(now - from, ms)) / 1000;
  if (done >= 1) return { status: 'finished', percent_complete: 100, duration };
  if (done < 0.1) return { status: 'scheduled', percent_complete: 0, duration: 0 };
  const [low, high] = action === 'linode_create' ? [5, 80] : [45, 49];
  return { status: 'started', percent_complete: Math.round(low + (high - low) * done), duration };
}

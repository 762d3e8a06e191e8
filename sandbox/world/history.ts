import { readData } from '../data/read-data.ts';
import { dayMs } from './clock.ts';
import { pushEvent } from './event.ts';
import type { AccountEvent, Entity } from './event.ts';
import { addLogin } from './login.ts';
import { findUser } from './user.ts';
import type { World } from './world.ts';

/** Something done once, or again and again; times are days before the start. */
type Activity = {
  readonly username: string;
  readonly action: string;
  readonly from: number;
  readonly every?: number;
  readonly until?: number;
  /** How long it took; absent when it was only noted. */
  readonly seconds?: number;
  /** The Linode or the token of this label, or a thing that the sandbox does not have. */
  readonly linode?: string;
  readonly token?: string;
  readonly entity?: Entity;
};

type Habit = {
  readonly username: string;
  readonly last: number;
  readonly every?: number;
  readonly until?: number;
  readonly ips: readonly string[];
  readonly failed?: readonly { readonly daysAgo: number; readonly ip: string }[];
};

/** Fills a world with the last 90 days: what its users did, and when they signed in. */
export function seedHistory(world: World, now: number): void {
  for (const activity of readData<readonly Activity[]>('activity.json')) {
    for (const days of moments(activity.from, -(activity.every ?? 0), activity.until ?? 0.1)) {
      pushEvent(world, toEvent(world, activity, now - days * dayMs));
    }
  }
  for (const habit of readData<readonly Habit[]>('logins.json')) seedLogins(world, habit, now);
  world.logins = world.logins.toSorted((a, b) => a.at - b.at);
}

function toEvent(world: World, activity: Activity, from: number): Omit<AccountEvent, 'id'> {
  const { username, action, seconds } = activity;
  const entity = entityOf(world, activity);
  const account = findUser(world, username)?.account ?? 'harbour'; // who left was of Harbour Co
  return { account, username, action, entity, from, ms: seconds ? seconds * 1000 : null };
}

function entityOf(world: World, { linode, token, entity }: Activity): Entity {
  if (entity) return entity;
  const type = linode === undefined ? 'token' : 'linode';
  const candidates = linode === undefined ? world.personalTokens : world.linodes;
  const found = candidates.find(({ label }) => label === (linode ?? token));
  if (!found) throw new Error(`activity.json: there is no ${type} "${linode ?? token ?? ''}"`);
  return { type, id: found.id, label: found.label };
}

function seedLogins(world: World, habit: Habit, now: number): void {
  const user = findUser(world, habit.username);
  if (!user) throw new Error(`logins.json: there is no user "${habit.username}"`);
  const { last, every = 0, until = 100, ips, failed = [] } = habit;
  for (const [index, days] of moments(last, every, until).entries()) {
    const ip = ips[index % ips.length] ?? '';
    addLogin(world, user, { at: now - days * dayMs, ip, status: 'successful' });
  }
  for (const { daysAgo, ip } of failed) {
    addLogin(world, user, { at: now - daysAgo * dayMs, ip, status: 'failed' });
  }
}

/** Days before the start, from the first in steps up to the end; one alone without a step. */
function moments(first: number, step: number, end: number): readonly number[] {
  if (step === 0) return [first];
  const count = Math.floor((end - first) / step) + 1;
  // Nobody keeps to the minute: a part of the day, always the same, is laid over the steps.
  return Array.from({ length: count }, (_, index) => first + index * step + (index % 5) * 0.013);
}

import { readAccounts } from './account.ts';
import type { Account } from './account.ts';
import type { LinodeEvent } from './event.ts';
import type { Linode } from './linode.ts';
import { seedLinodes } from './seed.ts';
import { readUsers } from './user.ts';
import type { Permission, User } from './user.ts';

/** Everything that can change, of all accounts. */
export type World = {
  readonly startedAt: number;
  readonly accounts: readonly Account[];
  readonly users: readonly User[];
  linodes: Linode[];
  events: LinodeEvent[];
  /** Which Linodes a restricted user may see or change, by username and Linode id. */
  readonly grants: Map<string, Map<number, Permission>>;
  nextLinodeId: number;
  nextEventId: number;
};

/** The world as it is at the start. */
export function createWorld(now: number): World {
  const world: World = {
    startedAt: now,
    accounts: readAccounts(),
    users: readUsers(),
    linodes: [],
    events: [],
    grants: new Map(),
    nextLinodeId: 81_204_417,
    nextEventId: 934_105_220,
  };
  seedLinodes(world, now);
  return world;
}

/** Puts a world back to the start, in place, because both hosts hold on to it. */
export function restoreWorld(world: World, now: number): void {
  Object.assign(world, createWorld(now));
}

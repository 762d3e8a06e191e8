import { readAccounts } from './account.ts';
import type { Account } from './account.ts';
import type { App } from './app.ts';
import type { Device } from './device.ts';
import { readDomains } from './domain.ts';
import type { Domain } from './domain.ts';
import { orderEvents } from './event.ts';
import type { AccountEvent } from './event.ts';
import { seedHistory } from './history.ts';
import type { Linode } from './linode.ts';
import type { Login } from './login.ts';
import { seedCredentials } from './organisation.ts';
import type { PersonalToken } from './personal-token.ts';
import { seedLinodes } from './seed.ts';
import { readUsers } from './user.ts';
import type { Permission, User } from './user.ts';
import { readVolumes } from './volume.ts';
import type { Volume } from './volume.ts';

/** Everything that can change, of all accounts. */
export type World = {
  readonly startedAt: number;
  readonly accounts: readonly Account[];
  users: readonly User[];
  linodes: Linode[];
  /** The Linodes that other things are linked to, by account and the label at the seeding. */
  readonly seededLinodes: Map<string, Linode>;
  volumes: readonly Volume[];
  domains: readonly Domain[];
  personalTokens: PersonalToken[];
  apps: App[];
  devices: Device[];
  events: AccountEvent[];
  logins: Login[];
  /** Which Linodes a restricted user may see or change, by username and Linode id. */
  readonly grants: Map<string, Map<number, Permission>>;
  nextLinodeId: number;
  nextTokenId: number;
  nextEventId: number;
  nextLoginId: number;
};

/** The world as it is at the start. */
export function createWorld(now: number): World {
  const world: World = {
    startedAt: now,
    accounts: readAccounts(),
    users: readUsers(),
    linodes: [],
    seededLinodes: new Map(),
    volumes: readVolumes(),
    domains: readDomains(),
    personalTokens: [],
    apps: [],
    devices: [],
    events: [],
    logins: [],
    grants: new Map(),
    nextLinodeId: 81_204_417,
    nextTokenId: 41_770_310,
    nextEventId: 934_105_220,
    nextLoginId: 1_571_970_000,
  };
  seedLinodes(world, now);
  seedCredentials(world, now);
  seedHistory(world, now);
  orderEvents(world);
  return world;
}

/** Puts a world back to the start, in place, because both hosts hold on to it. */
export function restoreWorld(world: World, now: number): void {
  Object.assign(world, createWorld(now));
}

import { dayMs } from './clock.ts';
import { plantToken, toExpiry } from './organisation.ts';
import type { Expires } from './organisation.ts';
import { toUser } from './user.ts';
import type { World } from './world.ts';

type Size = { readonly users: number; readonly tokens: number };

const dialects = [
  '*',
  'linodes:read_only images:read_only',
  'linodes:read_write,domains:read_only',
  'linodes:view linodes:create',
  'tokens:create',
  'clients:*',
  'users:modify',
  'teleport:read_write',
  'account:read_write',
  'linodes:*',
  'volumes:read_write object_storage:read_only',
];

const ends: readonly Expires[] = [
  null,
  '2999-12-12T05:00:00',
  '2226-06-01T12:00:00',
  9,
  2,
  150,
  31,
];

/** Adds generated people to Harbour Co with tokens in every dialect, and an app for every third. */
export function generateOrganisation(world: World, { users, tokens }: Size) {
  const now = Date.now();
  forget(world);
  const people = Array.from({ length: users }, (_, index) => toPerson(index));
  world.users = [...world.users, ...people];
  for (let index = 0; index < tokens; index += 1) {
    plantToken(world, toToken(index, nameOf(index % Math.max(users, 1))), now);
  }
  for (let index = 0; index < users; index += 3) {
    world.apps.push({
      id: 3_900_000 + index,
      account: 'harbour',
      username: nameOf(index),
      label: `Generated app ${1 + (index % 4)}`,
      website: `https://app-${1 + (index % 4)}.example`,
      scopes: pick(dialects, index),
      created: now - daysOld(index) * dayMs,
      expiry: toExpiry(pick(ends, index), now),
    });
  }
  return people.map(({ username, password }) => ({ username, password }));
}

/** What an earlier call has added. */
function forget(world: World): void {
  world.users = world.users.filter(({ username }) => !isGenerated(username));
  world.personalTokens = world.personalTokens.filter(({ username }) => !isGenerated(username));
  world.apps = world.apps.filter(({ username }) => !isGenerated(username));
  world.events = world.events.filter(({ username }) => !isGenerated(username));
}

function toPerson(index: number) {
  return toUser({
    username: nameOf(index),
    uid: 1_500_000 + index,
    description: 'Generated colleague at Harbour Co',
    restricted: index % 4 !== 0,
    twoFactor: index % 7 !== 0,
  });
}

function toToken(index: number, username: string) {
  return {
    username,
    label: `generated-${String(index + 1).padStart(4, '0')}`,
    scopes: pick(dialects, index),
    daysOld: daysOld(index),
    expires: pick(ends, index),
  };
}

function daysOld(index: number): number {
  return 1 + ((index * 37) % 730);
}

function nameOf(index: number): string {
  return `crew-${String(index + 1).padStart(3, '0')}`;
}

function isGenerated(username: string): boolean {
  return username.startsWith('crew-');
}

/** The numbers of dialects and of ends have no common divisor, so that every pair comes up. */
function pick<Member>(members: readonly Member[], index: number): Member {
  const member = members[index % members.length];
  if (member === undefined) throw new Error('there is nothing to pick from');
  return member;
}

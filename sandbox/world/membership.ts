import { addNotice } from './event.ts';
import { seedGrants } from './seed.ts';
import { findUser, readUsers, toUser } from './user.ts';
import type { User } from './user.ts';
import type { World } from './world.ts';

/** What may be said of a user who is added; everything else is as with any colleague. */
export type NewUser = Pick<User, 'username'> &
  Partial<Pick<User, 'restricted' | 'twoFactor' | 'accountAccess' | 'add' | 'linodeGrants'>>;

/** Adds a user to Harbour Co; one of the data files comes back as they were, but with empty hands. */
export function addUser(world: World, added: NewUser): User {
  if (findUser(world, added.username)) throw new Error(`${added.username} is there already`);
  const known = readUsers().find(({ username }) => username === added.username);
  const user = { ...(known ?? toUser({ uid: nextUid(world), ...added })), ...added };
  world.users = [...world.users, user];
  seedGrants(world);
  noteUser(world, user, 'user_create');
  return user;
}

/** Takes a user off their account with everything they hold at the API. */
export function removeUser(world: World, username: string): void {
  const user = findUser(world, username);
  if (!user) throw new Error(`there is no user ${username}`);
  world.users = world.users.filter((other) => other !== user);
  world.personalTokens = world.personalTokens.filter((token) => token.username !== username);
  world.apps = world.apps.filter((app) => app.username !== username);
  world.devices = world.devices.filter((device) => device.username !== username);
  world.grants.delete(username);
  noteUser(world, user, 'user_delete');
}

/** By the account's first user: who else could have been? */
function noteUser(world: World, user: User, action: 'user_create' | 'user_delete'): void {
  const { account, uid: id, username: label } = user;
  const username = world.users.find((other) => other.account === account)?.username ?? label;
  const entity = { type: 'user', id, label };
  addNotice(world, { account, username, action, at: Date.now(), entity });
}

function nextUid(world: World): number {
  return 1 + Math.max(...world.users.map(({ uid }) => uid));
}

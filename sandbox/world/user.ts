import { readData } from '../data/read-data.ts';
import type { World } from './world.ts';

export type Permission = 'read_only' | 'read_write';

/** One user as the data file has it; grants name Linodes by their position in the account's seed. */
export type User = {
  readonly username: string;
  readonly password: string;
  readonly description: string;
  readonly account: string;
  readonly uid: number;
  readonly email: string;
  readonly timezone: string;
  readonly restricted: boolean;
  readonly twoFactor: boolean;
  readonly add: readonly string[];
  readonly accountAccess: Permission | null;
  readonly linodeGrants: readonly { readonly position: number; readonly permissions: Permission }[];
  readonly sshKeys: readonly {
    readonly id: number;
    readonly label: string;
    readonly ssh_key: string;
  }[];
};

/** All users of all accounts. */
export function readUsers(): readonly User[] {
  return readData<readonly User[]>('users.json');
}

/** The users a visitor may sign in as. */
export function listUsers(world: World): readonly User[] {
  return world.users;
}

/** The user whose password this is. */
export function findByPassword(world: World, username: string, password: string): User | undefined {
  return world.users.find((user) => user.username === username && user.password === password);
}

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
  /** Counted from the start of the sandbox; null for a user who never set a password. */
  readonly passwordDaysOld: number | null;
  readonly add: readonly string[];
  readonly accountAccess: Permission | null;
  readonly linodeGrants: readonly { readonly position: number; readonly permissions: Permission }[];
  readonly sshKeys: readonly {
    readonly id: number;
    readonly label: string;
    readonly ssh_key: string;
  }[];
};

/** What must be said of a colleague; the rest is the same for all. */
export type Colleague = Pick<User, 'username' | 'uid'> &
  Partial<Omit<User, 'sshKeys'>> & { readonly sshKeys?: readonly string[] };

const leads = readData<readonly User[]>('users.json');

/** The users who have parts in the demo, and their colleagues, who make up the organisation. */
export function readUsers(): readonly User[] {
  return [...leads, ...readData<readonly Colleague[]>('people.json').map(toUser)];
}

/** A colleague of Harbour Co as a whole user; restricted and without grants unless told otherwise. */
export function toUser({ sshKeys = [], ...colleague }: Colleague): User {
  const { username, uid } = colleague;
  return {
    password: 'harbour-demo-1',
    description: 'Colleague at Harbour Co',
    account: 'harbour',
    email: `${username}@harbour.example`,
    timezone: 'Europe/Stockholm',
    restricted: true,
    twoFactor: true,
    passwordDaysOld: 30,
    add: [],
    accountAccess: null,
    linodeGrants: [],
    ...colleague,
    sshKeys: sshKeys.map((label, index) => ({
      id: uid * 10 + index,
      label,
      ssh_key: `ssh-ed25519 ${Buffer.from(`demo key ${label}, opens nothing`).toString('base64')} ${label}`,
    })),
  };
}

/** The demo's users first, then everybody else who can sign in. */
export function listUsers({ users }: World): Record<'leads' | 'colleagues', readonly User[]> {
  const names = new Set(leads.map(({ username }) => username));
  return {
    leads: users.filter(({ username }) => names.has(username)),
    colleagues: users.filter(({ username }) => !names.has(username)),
  };
}

/** The user of this name. */
export function findUser(world: World, username: string | undefined): User | undefined {
  return world.users.find((user) => user.username === username);
}

import { createControlClient } from '../support/sandbox-control.ts';
import type { Person } from '../support/visitor.ts';
import type {
  Abilities,
  Ability,
  LoggedRequest,
  SignInOptions,
  Target,
  Who,
} from './requirement.ts';
import type { Lane } from './run.ts';
import { passAs, signIn } from './sign-in.ts';
import type { Transcript } from './transcript.ts';
import { createVisitor, withSession, type Place, type Visitor } from './visitor.ts';

type Named = 'member' | 'other' | 'admin';

/** What is known of a portal that this kit has not started. */
export interface Given {
  readonly url: string;
  /** Where further replicas listen, beside the address itself. */
  readonly replicas: readonly string[];
  /** Values of session cookies that somebody signed in for. */
  readonly cookies: Readonly<Partial<Record<Named, string>>>;
  /** Users of a stand-in for Linode's login, which asks by the sandbox's pages. */
  readonly users: Readonly<Partial<Record<Named, Person>>>;
  /** Addresses that answer with the requests the stand-ins received, as a JSON list. */
  readonly loginLog?: string | undefined;
  readonly apiLog?: string | undefined;
  /** The sandbox's control API. */
  readonly control?: string | undefined;
}

/** A portal that runs already, and what was given of what stands around it. */
export function createGivenLane(given: Given, transcript: Transcript): Lane {
  const { origin } = new URL(given.url);
  const place: Place = { origin, addresses: [origin, ...given.replicas] };
  const { users, cookies } = given;

  const stranger = (at: Place = place): Visitor =>
    createVisitor({ place: at, transcript, waitsItsTurn: true });

  async function signInAs(who: Who, { start }: SignInOptions = {}): Promise<Visitor> {
    const visitor = stranger();
    await signIn(visitor, passAs(personFor(who)), start);
    return visitor;
  }

  function personFor(who: Who): Person {
    const person = users[who];
    if (person === undefined) throw new Error(`no user was given for ${who}`);
    return person;
  }

  function visiting(who: Named): { [name in Named]?: () => Promise<Visitor> } {
    const cookie = cookies[who];
    if (cookie !== undefined)
      return { [who]: async () => await Promise.resolve(withSession(stranger(), cookie)) };
    return users[who] === undefined ? {} : { [who]: async () => await signInAs(who) };
  }

  const hasAllUsers = users.member && users.other && users.admin;
  const { control, loginLog, apiLog } = given;
  const abilities: Partial<Abilities> = {
    ...visiting('member'),
    ...visiting('other'),
    ...visiting('admin'),
    ...(hasAllUsers && {
      signIn: signInAs,
      passLogin: (who: Who, decision?: 'Allow' | 'Deny') => passAs(personFor(who), decision),
      username: (who: Who) => personFor(who).username,
    }),
    ...(loginLog && { loginLog: async () => await logAt(loginLog, 'login') }),
    ...(apiLog && { apiLog: async () => await logAt(apiLog, 'api') }),
    ...(control && { standIns: createControlClient(control) }),
    ...(given.replicas.length > 0 && { replicas: place.addresses.length }),
    ...(origin.startsWith('https:') && { securePlace: async () => await Promise.resolve(place) }),
  };

  return {
    reasonAgainst: (ability) => (ability in abilities ? null : `needs ${reasons[ability]}`),
    async begin(note): Promise<Target> {
      // Logs are about one check: what the sandbox has heard before is not.
      await abilities.standIns?.clearFaults();
      await abilities.standIns?.clearLog();
      return { place, transcript, stranger, note, ...abilities };
    },
    end: async () => await Promise.resolve(abilities.standIns?.clearFaults()).then(() => undefined),
  };
}

/** What would have to be given. */
const reasons: Readonly<Record<Ability, string>> = {
  member: 'somebody’s session: --cookie or --user',
  other: 'a second person’s session: --other-cookie or --other-user',
  admin: 'an administrator’s session: --admin-cookie or --admin-user',
  outsider: 'somebody of another account: a portal that this kit starts',
  signIn: 'three people who can sign in again and again: --user, --other-user, --admin-user',
  passLogin: 'three people who can sign in again and again: --user, --other-user, --admin-user',
  username: 'people’s names: --user, --other-user, --admin-user',
  loginLog: 'the log of the login stand-in: --login-log',
  apiLog: 'the log of the API stand-in: --api-log',
  apiUrl: 'an API stand-in of this kit',
  standIns: 'stand-ins that can be told what to do: --control',
  replicas: 'a second replica: --replica',
  portalLog: 'the portal’s own log: a portal that this kit starts',
  sessionSecret: 'the portal’s secret: a portal that this kit starts',
  store: 'the portal’s Redis: a portal that this kit starts',
  startPortal: 'portals with other settings: those that this kit starts',
  securePlace: 'a portal on https',
  crowd: 'a thousand sign-ins, which the limits of a portal out there forbid',
  browser: 'a browser: a portal that this kit starts',
};

async function logAt(url: string, host: 'login' | 'api'): Promise<readonly LoggedRequest[]> {
  const answer = await fetch(url);
  const entries = (await answer.json()) as readonly (LoggedRequest & { host?: string })[]; // the stand-in's own
  return entries.filter((entry) => entry.host === undefined || entry.host === host);
}

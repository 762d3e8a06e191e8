import type { toTrueLinode } from '../../sandbox/control/control-host.ts';
import type { Fault } from '../../sandbox/control/faults.ts';
import type { HostName, LogEntry } from '../../sandbox/control/request-log.ts';
import type { Switches } from '../../sandbox/control/switches.ts';
import type { listCredentials } from '../../sandbox/control/truth.ts';
import type { LiveToken } from '../../sandbox/login/token-store.ts';
import type { NewUser } from '../../sandbox/world/membership.ts';
import type { User } from '../../sandbox/world/user.ts';

export type { Fault, LiveToken, LogEntry, Switches };

export type TrueLinode = ReturnType<typeof toTrueLinode>;

/** Every token and app that there is: what no endpoint of Linode tells. */
export type Credentials = ReturnType<typeof listCredentials>;

type Person = Pick<User, 'username' | 'password'>;

export type ControlClient = ReturnType<typeof createControlClient>;

/** Typed calls of the sandbox's control API. */
export function createControlClient(controlUrl: string) {
  async function ask<Result>(route: string, body?: unknown): Promise<Result> {
    const [method = 'GET', path = '/'] = route.split(' ');
    const init = body === undefined ? { method } : { method, ...toJson(body) };
    const response = await fetch(controlUrl + path, init);
    if (!response.ok) throw new Error(`${route}: ${response.status} ${await response.text()}`);
    return (await response.json()) as Result; // the sandbox is ours
  }
  return {
    log: () => ask<LogEntry[]>('GET /log'),
    clearLog: () => ask<unknown>('DELETE /log'),
    fault: (fault: Fault) => ask<unknown>('POST /faults', fault),
    clearFaults: () => ask<unknown>('DELETE /faults'),
    /** From then on this host refuses connections. */
    closeDoor: (host: HostName) => ask<unknown>('POST /doors/close', { host }),
    openDoor: (host: HostName) => ask<unknown>('POST /doors/open', { host }),
    switches: (wanted: Partial<Switches>) => ask<Switches>('POST /switches', wanted),
    /** Of everybody when no username is given. Refresh tokens live on. */
    expireTokens: (username?: string) => ask<unknown>('POST /tokens/expire', { username }),
    revokeTokens: (username?: string) => ask<unknown>('POST /tokens/revoke', { username }),
    tokens: () => ask<LiveToken[]>('GET /tokens'),
    /** Replaces Harbour Co's Linodes by as many generated ones. */
    seed: (linodes: number) => ask<unknown>('POST /seed', { linodes }),
    reset: () => ask<unknown>('POST /reset', {}),
    linodes: () => ask<TrueLinode[]>('GET /linodes'),
    credentials: () => ask<Credentials>('GET /truth/tokens'),
    /** Adds generated people to Harbour Co, in place of those of an earlier call. */
    seedOrganisation: (size: { readonly users: number; readonly tokens: number }) =>
      ask<Person[]>('POST /truth/tokens', size),
    addUser: (user: NewUser) => ask<User>('POST /users/add', user),
    /** Their tokens, apps and sign-ins end at once. */
    removeUser: (username: string) => ask<unknown>('POST /users/remove', { username }),
    registerRedirectUri: (uri: string) => ask<unknown>('POST /redirect-uris', { uri }),
  };
}

function toJson(body: unknown) {
  return { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) };
}

import type { RequestListener } from 'node:http';
import type { RateLimits } from '../api/rate-limit.ts';
import { jsonAnswer } from '../http/answer.ts';
import type { Answer, Received } from '../http/answer.ts';
import type { Door } from '../http/listen.ts';
import { readBody, receive } from '../http/receive.ts';
import { registerClient } from '../login/client.ts';
import type { Authorizations } from '../login/authorizations.ts';
import type { TokenStore } from '../login/token-store.ts';
import type { Settings } from '../settings.ts';
import { generateOrganisation } from '../world/generate-organisation.ts';
import { toLinodeAnswer } from '../world/linode.ts';
import type { Linode } from '../world/linode.ts';
import { replaceDomains } from '../world/domain.ts';
import { addUser, removeUser } from '../world/membership.ts';
import type { NewUser } from '../world/membership.ts';
import { addLinodes, replaceLinodes } from '../world/seed.ts';
import { replaceVolumes } from '../world/volume.ts';
import { restoreWorld } from '../world/world.ts';
import type { World } from '../world/world.ts';
import type { Fault, Faults } from './faults.ts';
import type { HostName, RequestLog } from './request-log.ts';
import { defaultSwitches } from './switches.ts';
import type { Switches } from './switches.ts';
import { listCredentials } from './truth.ts';

type Parts = {
  readonly settings: Settings;
  readonly doors: Readonly<Record<HostName, Door>>;
  readonly log: RequestLog;
  readonly faults: Faults;
  readonly switches: Switches;
  readonly world: World;
  readonly store: TokenStore;
  readonly limits: RateLimits;
  readonly authorizations: Authorizations;
};

type Body = Readonly<Record<string, unknown>>;
type Routes = Readonly<Record<string, (body: Body) => unknown>>;

/** The control API: what tests ask of the sandbox, and never of Linode. */
export function createControl(parts: Parts): RequestListener {
  const routes = createRoutes(parts);
  return (req, res) => {
    receive(req)
      .then((received) => answer(routes, received))
      .catch((error: unknown) => jsonAnswer(400, { error: String(error) }))
      .then(({ status, headers, body }) => res.writeHead(status, headers).end(body))
      .catch(() => res.destroy());
  };
}

async function answer(routes: Routes, received: Received): Promise<Answer> {
  const route = routes[`${received.method} ${received.path}`];
  if (!route) return jsonAnswer(404, { error: 'The control API has no such route' });
  return jsonAnswer(200, await route(await bodyOf(received)));
}

/** The tests are typed clients of these routes (test/support/sandbox.ts), so bodies are trusted. */
function createRoutes(parts: Parts): Routes {
  const { log, faults, switches, store, world, authorizations } = parts;
  let redirectUris = parts.settings.redirectUris;
  const register = async (uris: readonly string[]) => {
    redirectUris = uris;
    await registerClient(store, { ...parts.settings, redirectUris });
    return { redirectUris };
  };
  return {
    'GET /log': () => log.list(),
    'DELETE /log': () => done(log.clear()),
    'POST /faults': (body) => done(faults.add(body as unknown as Fault)),
    'DELETE /faults': () => done(faults.clear()),
    'POST /doors/close': async ({ host }) => done(await doorOf(parts, host).close()),
    'POST /doors/open': async ({ host }) => done(await doorOf(parts, host).open()),
    'POST /switches': (body) => Object.assign(switches, body),
    'GET /tokens': () => store.live(),
    'POST /tokens/expire': (body) => done(store.expire(usernameOf(body))),
    'POST /tokens/revoke': (body) => done(store.revoke(usernameOf(body))),
    'POST /seed': (body) => done(seed(world, body)),
    'POST /reset': () => reset(parts).then(() => register(parts.settings.redirectUris)),
    'POST /redirect-uris': (body) => register([...redirectUris, String(body['uri'])]),
    'GET /linodes': () => world.linodes.map(toTrueLinode),
    'GET /truth/tokens': () => listCredentials(world, authorizations),
    'POST /truth/tokens': ({ users, tokens }) =>
      generateOrganisation(world, { users: Number(users), tokens: Number(tokens) }),
    'POST /users/add': (body) => addUser(world, body as unknown as NewUser),
    'POST /users/remove': (body) => {
      const username = String(body['username']);
      removeUser(world, username);
      store.forget(username);
      return { ok: true };
    },
  };
}

function doorOf({ doors }: Parts, host: unknown): Door {
  return doors[host as HostName]; // the tests are typed, see above
}

/** The Linodes first: the other things are linked to them. */
const seeds = {
  linodes: replaceLinodes,
  moreLinodes: addLinodes,
  volumes: replaceVolumes,
  domains: replaceDomains,
};

/** Gives Harbour Co as many generated things as the body says, in place of those it has, or `more`. */
function seed(world: World, body: Body): void {
  for (const [kind, plant] of Object.entries(seeds)) {
    if (body[kind] !== undefined) plant(world, 'harbour', Number(body[kind]));
  }
}

async function reset({ settings, log, faults, switches, store, world, limits }: Parts) {
  log.clear();
  faults.clear();
  store.clear();
  limits.clear();
  Object.assign(switches, defaultSwitches(settings.lifecycleMs));
  restoreWorld(world, Date.now());
  addLinodes(world, 'harbour', settings.moreLinodes);
}

async function bodyOf(received: Received): Promise<Body> {
  const body = await readBody(received);
  return typeof body === 'object' && body !== null ? { ...body } : {};
}

function usernameOf({ username }: Body): string | undefined {
  return typeof username === 'string' ? username : undefined;
}

function done(_result: void): { readonly ok: true } {
  return { ok: true };
}

/** A Linode of any account, deleted ones included (their status is `gone`). */
export function toTrueLinode(linode: Linode) {
  return { ...toLinodeAnswer(linode, Date.now()), account: linode.account };
}

import { createServer } from 'node:http';
import { createApiHost } from './api/api-host.ts';
import { createRateLimits } from './api/rate-limit.ts';
import { createControl } from './control/control-host.ts';
import { createFaults } from './control/faults.ts';
import { createRequestLog } from './control/request-log.ts';
import { defaultSwitches } from './control/switches.ts';
import { createGate } from './http/gate.ts';
import type { Host } from './http/answer.ts';
import { close, createDoor, listen } from './http/listen.ts';
import { createAuthorizations } from './login/authorizations.ts';
import { registerClient } from './login/client.ts';
import { createLoginHost } from './login/login-host.ts';
import { createProvider } from './login/provider.ts';
import { findTokenOwner } from './login/token-owner.ts';
import { createTokenStore } from './login/token-store.ts';
import { scalewayKeys } from './scaleway/keys.ts';
import { scalewayHost } from './scaleway/scaleway-host.ts';
import type { Settings } from './settings.ts';
import { addLinodes } from './world/seed.ts';
import { listUsers } from './world/user.ts';
import type { User } from './world/user.ts';
import { createWorld } from './world/world.ts';

/** Starts the hosts and the control API; gives what a client must know, and a way to stop. */
export async function startSandbox(settings: Settings) {
  const { host, clientId, clientSecret, redirectUris } = settings;
  const log = createRequestLog();
  const faults = createFaults();
  const switches = defaultSwitches(settings.lifecycleMs);
  const world = createWorld(Date.now());
  addLinodes(world, 'harbour', settings.moreLinodes);
  const store = createTokenStore();
  const limits = createRateLimits();
  await registerClient(store, { clientId, clientSecret, redirectUris });

  // The provider wants its own URL, and the port is known only once the server listens.
  let loginHost: Host = notReady;
  const login = createGate({ name: 'login', log, faults, host: (received) => loginHost(received) });
  const loginPort = await listen(login, host, settings.loginPort);
  const loginUrl = settings.loginUrl ?? `http://127.0.0.1:${loginPort}`;
  const provider = createProvider(loginUrl, store, switches);
  loginHost = createLoginHost({ provider, store, switches, world });

  const findOwner = (token: string) => findTokenOwner(world, provider, token);
  const authorizations = createAuthorizations(store, clientId);
  const apiHost = createApiHost({ world, switches, limits, authorizations, findOwner });
  const api = createGate({ name: 'api', log, faults, host: apiHost });
  const apiPort = await listen(api, host, settings.apiPort);

  const scaleway = createGate({ name: 'scaleway', log, faults, host: scalewayHost });
  const scalewayPort = await listen(scaleway, host, settings.scalewayPort);

  const doors = {
    login: createDoor(login, host, loginPort),
    api: createDoor(api, host, apiPort),
    scaleway: createDoor(scaleway, host, scalewayPort),
  };
  const parts = { settings, doors, log, faults, switches, world, store, limits, authorizations };
  const control = createServer(createControl(parts));
  const controlPort = await listen(control, host, settings.controlPort);

  return {
    loginUrl,
    apiUrl: `http://127.0.0.1:${apiPort}/v4`,
    scalewayUrl: `http://127.0.0.1:${scalewayPort}`,
    controlUrl: `http://127.0.0.1:${controlPort}`,
    users: listUsers(world).leads.map(introduce),
    colleagues: listUsers(world).colleagues.map(introduce),
    scalewayKeys,
    stop: () => Promise.all([login, api, scaleway, control].map(close)),
  };
}

function introduce({ username, password, description }: User) {
  return { username, password, description };
}

function notReady(): Promise<never> {
  return Promise.reject(new Error('the login host has not started yet'));
}

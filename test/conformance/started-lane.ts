import type { Browser } from 'playwright-core';
import { launchChromium } from '../support/chromium.ts';
import { portalSecrets } from '../support/portal.ts';
import { startPortalProcess } from '../support/portal-process.ts';
import { freePort } from '../support/free-port.ts';
import { startRedis, type RedisServer } from '../support/redis-server.ts';
import { startSandbox, type Sandbox } from '../support/sandbox.ts';
import { terminateTls } from '../support/tls-terminator.ts';
import type { Person } from '../support/visitor.ts';
import type { Abilities, SignInOptions, StartedPortal, Target, Who } from './requirement.ts';
import type { Lane } from './run.ts';
import { passAs, signIn } from './sign-in.ts';
import { landEverybody, type Landing } from './crowd.ts';
import type { Transcript } from './transcript.ts';
import { createVisitor, type Place, type Visitor } from './visitor.ts';

const people: Readonly<Record<Who, Person>> = {
  member: { username: 'max-member', password: 'harbour-demo-1' },
  other: { username: 'nils-network', password: 'harbour-demo-1' },
  admin: { username: 'ada-admin', password: 'harbour-demo-1' },
};

const outsider: Person = { username: 'olga-outsider', password: 'elsewhere-demo-1' };

/** Every token of the stand-in begins like this, so that one is known wherever it shows up. */
export const TOKEN_MARK = 'TKN-conformance-';

export type StartedLane = Lane & { stop(): Promise<void> };

/** As many of them, beside each other. */
export async function startLanes(
  count: number,
  transcript: Transcript,
): Promise<readonly StartedLane[]> {
  let landings: Promise<readonly Landing[]> | undefined;
  // One crowd serves all who ask what came of it.
  const crowd: Crowd = async (startPortal, stranger) =>
    await (landings ??= landEverybody(startPortal, stranger));
  return await Promise.all(
    Array.from({ length: count }, async () => await startLane(transcript, crowd)),
  );
}

type Crowd = typeof landEverybody;

/** A store, the stand-ins and two replicas of the portal, each a process of its own. */
async function startLane(transcript: Transcript, crowd: Crowd): Promise<StartedLane> {
  const [store, sandbox] = await Promise.all([startRedis(), startSandbox()]);
  transcript.hush(TOKEN_MARK);
  transcript.hush(sandbox.clientSecret);
  /** How to stop what a check has started, and what stays for the next. */
  const opened: (() => Promise<unknown>)[] = [];
  const lasting: (() => Promise<unknown>)[] = [];

  const settings = settingsFor(store, sandbox);
  const first = await startPortalProcess(settings);
  const second = await startPortalProcess({ ...settings, BASE_URL: first.baseUrl });
  for (const { logLines } of [first, second]) transcript.follow(logLines);
  const place = { origin: first.baseUrl, addresses: [first.baseUrl, second.baseUrl] };
  const callbacks = [callbackOf(place.origin)];

  function stranger(at: Place = place): Visitor {
    return createVisitor({ place: at, transcript, address: nextAddress() });
  }

  async function signInAs(person: Person, { place: at, start }: SignInOptions = {}) {
    const visitor = stranger(at);
    await signIn(visitor, passAs(person), start);
    return visitor;
  }

  const signInAt = async (who: Who, options?: SignInOptions): Promise<Visitor> =>
    await signInAs(people[who], options);

  async function logOf(host: 'login' | 'api') {
    return (await sandbox.log()).filter((entry) => entry.host === host);
  }

  async function startPortal(env: Readonly<Record<string, string>>): Promise<StartedPortal> {
    const process = await startPortalProcess({ ...settings, ...env });
    opened.push(async () => await process.stop());
    transcript.follow(process.logLines);
    const origin = env['BASE_URL'] ?? process.baseUrl;
    await sandbox.registerRedirectUri(callbackOf(origin));
    return { origin, addresses: [process.baseUrl], process };
  }

  const securePlace = once(async (): Promise<Place> => {
    const port = await freePort();
    const origin = `https://127.0.0.1:${port}`;
    const process = await startPortalProcess({ ...settings, BASE_URL: origin });
    const tls = await terminateTls({ from: port, to: Number(new URL(process.baseUrl).port) });
    transcript.follow(process.logLines);
    lasting.push(async () => await Promise.all([process.stop(), tls.close()]));
    callbacks.push(callbackOf(origin));
    await sandbox.registerRedirectUri(callbackOf(origin));
    return { origin, addresses: [origin] };
  });

  const browser = once(async (): Promise<Browser> => {
    const chromium = await launchChromium();
    lasting.push(async () => await chromium.close());
    return chromium;
  });

  const abilities: Abilities = {
    member: async () => await signInAt('member'),
    other: async () => await signInAt('other'),
    admin: async () => await signInAt('admin'),
    outsider: async () => await signInAs(outsider),
    signIn: signInAt,
    passLogin: (who, decision) => passAs(people[who], decision),
    username: (who) => people[who].username,
    loginLog: async () => await logOf('login'),
    apiLog: async () => await logOf('api'),
    apiUrl: sandbox.apiUrl,
    standIns: sandbox,
    replicas: 2,
    portalLog: () => [...first.logLines, ...second.logLines],
    sessionSecret: portalSecrets.SESSION_SECRET,
    store,
    startPortal,
    securePlace,
    crowd: async () => await crowd(startPortal, stranger),
    browser,
  };

  return {
    reasonAgainst: (ability) => (ability in abilities ? null : `no ${ability}`),
    async begin(note): Promise<Target> {
      await store.client.flushall();
      await sandbox.reset();
      await sandbox.switches({ rateLimits: 'off', tokenMark: TOKEN_MARK });
      for (const callback of callbacks) await sandbox.registerRedirectUri(callback);
      return { place, transcript, stranger, note, ...abilities };
    },
    async end() {
      await Promise.all(opened.splice(0).map(async (close) => await close()));
    },
    async stop() {
      await Promise.all([first, second].map(async (portal) => await portal.stop()));
      await Promise.all(lasting.map(async (close) => await close()));
      await Promise.all([store.stop(), sandbox.stop()]);
    },
  };
}

function settingsFor(store: RedisServer, sandbox: Sandbox): Record<string, string> {
  return {
    NODE_ENV: 'test',
    REDIS_URL: store.url,
    LINODE_CLIENT_ID: sandbox.clientId,
    LINODE_CLIENT_SECRET: sandbox.clientSecret,
    LINODE_LOGIN_URL: sandbox.loginUrl,
    LINODE_API_URL: sandbox.apiUrl,
    SCALEWAY_API_URL: sandbox.scalewayUrl,
    ALLOWED_EMAIL_DOMAINS: 'harbour.example, elsewhere.example',
    ADMIN_USERS: people.admin.username,
    // The kit is the load balancer: it says whose request it is, and limits meet one visitor each.
    TRUST_PROXY: '1',
  };
}

function callbackOf(origin: string): string {
  return `${origin}/oauth/callback`;
}

/** Makes it when it is first asked for. */
function once<Made>(make: () => Promise<Made>): () => Promise<Made> {
  let made: Promise<Made> | undefined;
  return async () => await (made ??= make());
}

let visitors = 0;

function nextAddress(): string {
  visitors += 1;
  return `10.${(visitors >> 16) & 255}.${(visitors >> 8) & 255}.${visitors & 255}`;
}

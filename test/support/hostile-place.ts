import { listPaths, things } from './every-list.ts';
import { startForeignLogin } from './foreign-login.ts';
import { startOpenApiMock, type OpenApiMock } from './openapi-api.ts';
import { startPortalProcess, type PortalProcess } from './portal-process.ts';
import { startRedis, type RedisServer } from './redis-server.ts';
import { json, serveStandIn } from './stand-in-server.ts';
import { TestVisitor } from './visitor.ts';

export interface HostilePlace {
  readonly portal: PortalProcess;
  readonly redisServer: RedisServer;
  readonly api: OpenApiMock;
  /** An administrator with every access, signed in while all was well. */
  readonly visitor: TestVisitor;
  stop(): Promise<void>;
}

const person = { username: 'exampleUser', password: 'whatever' };
const scalewayKey = '7f1c9a52-3b0e-4d6f-8a27-5e0d14c9b6a3';

/** Of ASCII, as what stands in a header is. */
const hostileScope = `"'><q-mark/onx=1>`;

/** All that the portal's process may hold at once: what comes without end must not pile up in it. */
const heapMegabytes = 200;

/** A portal between servers each of whose answers has `text` in the place of every text. */
export async function startHostilePlace(text: string): Promise<HostilePlace> {
  const login = await startForeignLogin();
  const api = await startOpenApiMock(login.isLive);
  const scaleway = await serveStandIn(() => {
    const { answer, rows, text: now } = api.mood;
    if (answer !== undefined) return answer;
    if (rows === 'refused') return json(400, { type: now, message: now });
    return json(200, { servers: [hostileServer(now)] });
  });
  const redisServer = await startRedis();
  const portal = await startPortalProcess({
    NODE_OPTIONS: `--max-old-space-size=${heapMegabytes}`,
    REDIS_URL: redisServer.url,
    LINODE_CLIENT_ID: login.clientId,
    LINODE_CLIENT_SECRET: login.clientSecret,
    LINODE_LOGIN_URL: login.url,
    LINODE_API_URL: api.url,
    SCALEWAY_API_URL: scaleway.url,
    LINODE_SCOPES: '*',
    ALLOWED_USERS: person.username,
    ADMIN_USERS: person.username,
  });
  const visitor = new TestVisitor(portal);
  await visitor.signIn(person);
  Object.assign(api.mood, { rows: 'hostile', text, scopes: `* ${hostileScope}` });
  await visitor.submit('/scaleway/connect', '/scaleway/connect', { secret_key: scalewayKey });
  return {
    portal,
    redisServer,
    api,
    visitor,
    async stop() {
      await portal.stop();
      await Promise.all([redisServer.stop(), scaleway.stop(), api.stop(), login.stop()]);
    },
  };
}

/** As Scaleway's document has a server, but for its texts. */
function hostileServer(text: string) {
  return {
    id: text,
    name: text,
    state: text,
    state_detail: text,
    zone: text,
    commercial_type: text,
    image: { id: text, name: text },
    public_ips: [{ id: text, address: text }],
    private_ip: text,
    tags: [text, text],
    volumes: { '0': { id: text, name: text, volume_type: text, size: 1 } },
    creation_date: text,
  };
}

/** Every list of Linode's, with nothing left out by default: a page, JSON, and a file each. */
export const lists: readonly string[] = listPaths.map((path) => `${path}?all=yes`);

/** Every page that shows something of Linode's or Scaleway's. */
export const pagesWithTexts: readonly string[] = [
  '/',
  '/about-access',
  '/linodes',
  '/linodes/123',
  '/linodes/123/reboot',
  '/linodes/create',
  '/browse',
  ...lists,
  ...things.map(({ name }) => `/browse/${name}/1`),
  '/search?q=1',
  '/me',
  '/me/tokens',
  '/me/tokens/123/rename',
  '/me/tokens/123/revoke',
  '/me/apps/123/revoke',
  '/scaleway/servers',
  '/audit',
  '/audit/tokens',
  '/audit/tokens/pat-123@exampleUser',
  '/audit/users',
  '/audit/users/exampleUser',
  '/audit/apps',
  '/audit/clients',
  '/audit/logins',
  '/audit/log',
];

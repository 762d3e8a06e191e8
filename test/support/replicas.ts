import { freePort } from './free-port.ts';
import { startPortalProcess, type PortalProcess } from './portal-process.ts';
import type { RedisDeployment } from './redis-deployment.ts';
import { tapRedis, type RedisTap } from './redis-tap.ts';
import { startRoundRobin } from './round-robin.ts';
import { startSandbox, type Sandbox } from './sandbox.ts';

export interface Replicas {
  /** The proxy's address, which is the portal's for everybody. */
  readonly baseUrl: string;
  readonly sandbox: Sandbox;
  readonly redis: RedisDeployment;
  /** Those that run now. */
  readonly processes: readonly PortalProcess[];
  /** Starts one more, with variables of its own. */
  add(env?: Readonly<Record<string, string>>): Promise<PortalProcess>;
  /** Starts one more, whose wire to Redis is in our hands. */
  addTapped(): Promise<TappedProcess>;
  /** Kills one. The proxy has to find out by itself that it is gone; so it does with the next. */
  kill(process: PortalProcess): Promise<void>;
  /** Tells one to stop, and waits for it. */
  stopOne(process: PortalProcess): Promise<void>;
  /** Everything that any of them has logged, those that are gone included. */
  logLines(): readonly string[];
  stop(): Promise<void>;
}

export interface TappedProcess extends PortalProcess {
  readonly tap: RedisTap;
}

export interface ReplicasOptions {
  readonly count: number;
  /** Stopped with the replicas. */
  readonly redis: RedisDeployment;
  readonly env?: Readonly<Record<string, string>>;
}

/** Real processes of the portal behind a round-robin proxy, with the sandbox for Linode. */
export async function startReplicas({ count, redis, env }: ReplicasOptions): Promise<Replicas> {
  const port = await freePort();
  const baseUrl = `http://127.0.0.1:${port}`;
  const redirectUris = [`${baseUrl}/oauth/callback`];
  const sandbox = await startSandbox({ redirectUris, lifecycleMs: 300 });
  await sandbox.switches({ rateLimits: 'off' });
  const common = {
    NODE_ENV: 'test',
    BASE_URL: baseUrl,
    TRUST_PROXY: '1',
    LINODE_CLIENT_ID: sandbox.clientId,
    LINODE_CLIENT_SECRET: sandbox.clientSecret,
    LINODE_LOGIN_URL: sandbox.loginUrl,
    LINODE_API_URL: sandbox.apiUrl,
    SCALEWAY_API_URL: sandbox.scalewayUrl,
    ALLOWED_EMAIL_DOMAINS: 'harbour.example',
    ADMIN_USERS: 'ada-admin',
    SESSIONS_PER_USER: '100',
    ...redis.env,
    ...env,
  };
  const started: PortalProcess[] = [];
  const processes: PortalProcess[] = [];
  const taps: RedisTap[] = [];

  async function add<Kind extends PortalProcess>(starting: Promise<Kind>): Promise<Kind> {
    const process = await starting;
    started.push(process);
    processes.push(process);
    return process;
  }

  async function startTapped(): Promise<TappedProcess> {
    const tap = await tapRedis(redis.env['REDIS_URL'] ?? '');
    taps.push(tap);
    return { ...(await startPortalProcess({ ...common, REDIS_URL: tap.url })), tap };
  }

  const addPlain = async (own: Readonly<Record<string, string>> = {}) =>
    await add(startPortalProcess({ ...common, ...own }));
  await Promise.all(Array.from({ length: count }, async () => await addPlain()));
  const proxy = await startRoundRobin({ port, targets: () => processes.map((one) => one.baseUrl) });

  return {
    baseUrl,
    sandbox,
    redis,
    processes,
    add: addPlain,
    addTapped: async () => await add(startTapped()),
    async kill(process) {
      await process.kill();
      processes.splice(processes.indexOf(process), 1);
    },
    async stopOne(process) {
      await process.stop();
      processes.splice(processes.indexOf(process), 1);
    },
    logLines: () => started.flatMap(({ logLines }) => logLines),
    async stop() {
      await proxy.close();
      await Promise.all(started.map(async (process) => await process.stop()));
      await Promise.all(taps.map(async (tap) => await tap.close()));
      await Promise.all([sandbox.stop(), redis.stop()]);
    },
  };
}

import { startPortalProcess, type PortalProcess } from './portal-process.ts';
import type { RedisDeployment } from './redis-deployment.ts';
import { freePort } from './redis-process.ts';
import { startRoundRobin } from './round-robin.ts';
import { startSandbox, type Sandbox } from './sandbox.ts';

export interface Replicas {
  /** The proxy's address, which is the portal's for everybody. */
  readonly baseUrl: string;
  readonly sandbox: Sandbox;
  readonly redis: RedisDeployment;
  /** Those that run now. */
  readonly processes: readonly PortalProcess[];
  /** Starts one more. */
  add(env?: Readonly<Record<string, string>>): Promise<PortalProcess>;
  /** Kills one; the proxy finds that out by itself. */
  kill(process: PortalProcess): Promise<void>;
  /** Everything that any of them has logged, those that are gone included. */
  logLines(): readonly string[];
  stop(): Promise<void>;
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
  const add = async (own: Readonly<Record<string, string>> = {}): Promise<PortalProcess> => {
    const process = await startPortalProcess({ ...common, ...own });
    started.push(process);
    processes.push(process);
    return process;
  };
  await Promise.all(Array.from({ length: count }, async () => await add()));
  const proxy = await startRoundRobin({ port, targets: () => processes.map((one) => one.baseUrl) });

  return {
    baseUrl,
    sandbox,
    redis,
    processes,
    add,
    async kill(process) {
      await process.kill();
      processes.splice(processes.indexOf(process), 1);
    },
    logLines: () => started.flatMap(({ logLines }) => logLines),
    async stop() {
      await proxy.close();
      await Promise.all(started.map(async (process) => await process.stop()));
      await Promise.all([sandbox.stop(), redis.stop()]);
    },
  };
}

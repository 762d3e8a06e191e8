import { readConfig } from '../../server/config.ts';
import { createLogger } from '../../server/logger.ts';
import { connectRedis, type RedisConnection } from '../../server/redis/connection.ts';
import { portalSecrets } from './portal-secrets.ts';
import { until } from './until.ts';

/** Redis in one of the ways that the portal can be pointed at. */
export interface RedisDeployment {
  /** The portal's variables that lead there. */
  readonly env: Readonly<Record<string, string>>;
  /** Connected as the portal is: sees what is stored, wherever it lies. */
  readonly client: RedisConnection;
  stop(): Promise<void>;
}

/** A deployment in which another node takes over from a master that is lost. */
export interface ReplicatedRedis extends RedisDeployment {
  /** The node that holds this key dies; nobody has taken over yet. */
  killMasterOf(key: string): Promise<void>;
  /** The node that holds this key hangs: it keeps its connections and answers nobody. */
  pauseMasterOf(key: string): Promise<void>;
  /** Brings back, as replicas, the nodes that were lost. */
  restore(): Promise<void>;
}

/** A connection of the same making as the portal's. */
export async function connectAsPortal(
  env: RedisDeployment['env'],
  startMs?: number,
): Promise<RedisConnection> {
  const { redis } = readConfig({
    BASE_URL: 'http://localhost:3000',
    ...portalSecrets,
    LINODE_CLIENT_ID: 'id',
    LINODE_CLIENT_SECRET: 'secret',
    ALLOWED_USERS: 'nobody',
    ...env,
  });
  return await connectRedis(redis, createLogger('silent'), startMs);
}

/** When ioredis 5.11 looks for a Cluster's slots just then, it would go on doing so for ever. */
export async function disconnectForGood(client: RedisConnection): Promise<void> {
  client.disconnect();
  await until('nobody looks for slots', async () => Reflect.get(client, 'isRefreshing') !== true);
  client.disconnect();
}

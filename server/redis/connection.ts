import { setTimeout as sleep } from 'node:timers/promises';
import { Cluster, Redis, type RedisOptions } from 'ioredis';
import type { Config } from '../config.ts';
import type { Logger } from '../logger.ts';

const START_MS = 15_000;

/** One Redis, a Sentinel-managed master, or a Cluster: the rest of the portal sees no difference. */
export type RedisConnection = Redis | Cluster;

/**
 * Connects and waits until Redis is ready.
 *
 * A command fails at once while Redis is away, instead of queueing: the portal then says 503
 * rather than leaving people before a page that hangs.
 */
export async function connectRedis(
  config: Config['redis'],
  logger: Logger,
  startMs = START_MS,
): Promise<RedisConnection> {
  const redis = createConnection(config);
  const complain = (error: Error) => logger.warn({ err: error }, 'redis: connection trouble');
  // A cluster has its own word for what happens to one of its nodes.
  redis.on('error', complain).on('node error', complain);
  redis.on('ready', () => logger.info('redis: ready'));
  redis.on('close', () => forgetSilence(redis));
  try {
    await Promise.race([redis.connect(), tooLate(startMs)]);
  } catch (error) {
    // It would go on trying for ever, and keep a process alive that has nothing to do.
    redis.disconnect();
    throw error;
  }
  return redis;
}

/** A cluster that is not whole, or that lets its user ask too little, is tried again without an end. */
async function tooLate(ms: number): Promise<never> {
  await sleep(ms, null, { ref: false });
  throw new Error('connect takes too long');
}

/** ioredis 5.11 leaves the timer of `socketTimeout` running, and it would end the next connection. */
function forgetSilence(redis: RedisConnection): void {
  clearTimeout(Reflect.get(redis, 'socketTimeoutTimer') as NodeJS.Timeout | undefined);
  Reflect.set(redis, 'socketTimeoutTimer', undefined);
}

function createConnection(config: Config['redis']): RedisConnection {
  if (config.clusterNodes.length > 0) {
    // No automatic pipelines: docs/decisions/12 says what ioredis does to them while masters are lost.
    return new Cluster([...config.clusterNodes], {
      lazyConnect: true,
      enableOfflineQueue: false,
      clusterRetryStrategy: retryDelayMs,
      // A command for a master that is gone is tried for half a second, then said to have failed.
      retryDelayOnFailover: 100,
      retryDelayOnClusterDown: 100,
      maxRedirections: 5,
      // A master that hangs moves nobody on to its successor: it has to be found out.
      slotsRefreshInterval: 2000,
      slotsRefreshTimeout: 1000,
      // The name goes to the socket as it is: it is what a certificate is checked against.
      dnsLookup: (address, done) => done(null, address),
      redisOptions: commonOptions(config),
    });
  }
  if (config.sentinels.length > 0) {
    return new Redis({
      ...commonOptions(config),
      enableAutoPipelining: true,
      sentinels: [...config.sentinels],
      name: config.sentinelName ?? '',
      sentinelRetryStrategy: retryDelayMs,
      sentinelCommandTimeout: 1000,
      // Without this, ioredis takes no notice of `tls` here and speaks to the master in the clear.
      enableTLSForSentinelMode: config.tls,
    });
  }
  return new Redis(config.url ?? '', { ...commonOptions(config), enableAutoPipelining: true });
}

function commonOptions(config: Config['redis']): RedisOptions {
  return {
    lazyConnect: true,
    enableOfflineQueue: false,
    maxRetriesPerRequest: 1,
    connectTimeout: 2000,
    commandTimeout: 2000,
    // A node that hangs keeps its connections: what is silent for so long is connected anew.
    socketTimeout: 3000,
    retryStrategy: retryDelayMs,
    // A demoted master answers READONLY: connect anew, and to the new master.
    reconnectOnError: (error) => error.message.startsWith('READONLY'),
    ...(config.username !== undefined && { username: config.username }),
    ...(config.password !== undefined && { password: config.password }),
    ...(config.tls && { tls: {} }),
  };
}

function retryDelayMs(attempt: number): number {
  return Math.min(50 * attempt, 1000);
}

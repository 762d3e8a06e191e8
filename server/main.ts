import type { Server } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { createApp, type PortalApp } from './app.ts';
import { ConfigError, readConfig, warnings } from './config.ts';
import { drainLimits, type DrainLimits } from './http/drain.ts';
import { createHttpServer } from './http/server.ts';
import { createLogger, type Logger } from './logger.ts';
import { PolicyError } from './audit/policy.ts';
import { connectRedis, type RedisConnection } from './redis/connection.ts';
import { isStoreError } from './redis/errors.ts';

/** The process: read the environment, build, listen, drain. The only file that touches `process`. */
try {
  await run();
} catch (error) {
  const sentence = sentenceFor(error);
  if (sentence === null) createLogger('fatal').fatal({ err: error }, 'portal: did not start');
  else process.stderr.write(`${sentence}\n`);
  process.exit(1);
}

/** What an operator can mend is told in a sentence; anything else is a bug with its stack. */
function sentenceFor(error: unknown): string | null {
  if (error instanceof ConfigError || error instanceof PolicyError) return error.message;
  if (!isStoreError(error)) return null;
  return 'Redis does not answer at the configured address. The portal keeps its sessions there and does not start without it.';
}

async function run(): Promise<void> {
  const config = readConfig(process.env);
  const logger = createLogger(config.logLevel);
  for (const warning of warnings(config)) logger.warn(warning);

  const redis = await connectRedis(config.redis, logger);
  const portal = await createApp({ config, redis, logger });
  const server = createHttpServer(portal.app);
  const end = createEnd({ portal, server, redis, logger });
  process.on('uncaughtException', (error) => end.afterBug(error));
  process.on('unhandledRejection', (error) => end.afterBug(error));
  process.on('SIGTERM', () => end.inOrder());
  process.on('SIGINT', () => end.inOrder());
  process.on('SIGHUP', () => void portal.reloadPolicy());

  server.listen(config.port, () => logger.info({ url: config.baseUrl }, 'portal: listening'));
  portal.start();
}

interface Parts {
  readonly portal: PortalApp;
  readonly server: Server;
  readonly redis: RedisConnection;
  readonly logger: Logger;
}

/** After a bug nobody knows what still works: the requests under way get a moment, new ones nothing. */
const afterBugLimits: DrainLimits = { acceptMs: 0, answerMs: 5000 };
/** For what is under way in the background: a refresh of tokens takes nine seconds at most. */
const CLOSE_MS = 10_000;

/** The ways in which the process ends. It ends once: whatever comes later is too late. */
function createEnd({ portal, server, redis, logger }: Parts) {
  let isEnding = false;

  function end(exitCode: number, limits: DrainLimits): void {
    if (isEnding) return;
    isEnding = true;
    logger.info('portal: draining');
    void finish(limits)
      .catch((error: unknown) => logger.error({ err: error }, 'portal: did not end in order'))
      .finally(() => process.exit(exitCode));
  }

  async function finish(limits: DrainLimits): Promise<void> {
    await portal.drain(server, limits);
    await Promise.race([portal.close(), sleep(CLOSE_MS)]);
    redis.disconnect();
    logger.info('portal: ended');
  }

  return {
    inOrder: () => end(0, drainLimits),
    afterBug(error: unknown): void {
      logger.fatal({ err: error }, 'portal: a bug ends this process');
      end(1, afterBugLimits);
    },
  };
}

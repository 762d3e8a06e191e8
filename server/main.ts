import { createApp } from './app.ts';
import { ConfigError, readConfig, warnings } from './config.ts';
import { createHttpServer } from './http/server.ts';
import { createLogger } from './logger.ts';
import { PolicyError } from './audit/policy.ts';
import { connectRedis } from './redis/connection.ts';
import { isStoreError } from './redis/errors.ts';

/** The process: read the environment, build, listen, drain. The only file that touches `process`. */
try {
  await run();
} catch (error) {
  const sentence = sentenceFor(error);
  if (sentence === null) throw error;
  process.stderr.write(`${sentence}\n`);
  process.exitCode = 1;
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
  server.listen(config.port, () => logger.info({ url: config.baseUrl }, 'portal: listening'));
  portal.start();

  let isDraining = false;
  const drain = () => {
    if (isDraining) return;
    isDraining = true;
    logger.info('portal: draining');
    portal.closeStreams();
    server.close(() => {
      void portal.close().then(() => redis.disconnect());
    });
    server.closeIdleConnections();
  };
  process.on('SIGHUP', () => void portal.reloadPolicy());
  process.on('SIGTERM', drain);
  process.on('SIGINT', drain);
}

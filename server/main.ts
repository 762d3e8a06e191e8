import { createServer } from 'node:http';
import { createApp } from './app.ts';
import { ConfigError, readConfig, warnings } from './config.ts';
import { createLogger } from './logger.ts';
import { connectRedis } from './redis/connection.ts';

/** The process: read the environment, build, listen, drain. The only file that touches `process`. */
try {
  await run();
} catch (error) {
  if (!(error instanceof ConfigError)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
}

async function run(): Promise<void> {
  const config = readConfig(process.env);
  const logger = createLogger(config.logLevel);
  for (const warning of warnings(config)) logger.warn(warning);

  const redis = await connectRedis(config.redis, logger);
  const portal = await createApp({ config, redis, logger });
  const server = createServer(portal.app);
  server.listen(config.port, () => logger.info({ url: config.baseUrl }, 'portal: listening'));
  portal.start();

  const drain = () => {
    logger.info('portal: draining');
    portal.closeStreams();
    server.close(() => {
      void portal.close().then(() => redis.disconnect());
    });
    server.closeIdleConnections();
  };
  process.on('SIGHUP', () => void portal.reloadPolicy());
  process.once('SIGTERM', drain);
  process.once('SIGINT', drain);
}

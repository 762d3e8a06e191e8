import type { Server } from 'node:http';
import { Writable } from 'node:stream';
import { createApp } from '../../server/app.ts';
import { readConfig } from '../../server/config.ts';
import { createHttpServer } from '../../server/http/server.ts';
import { createLogger } from '../../server/logger.ts';
import { connectRedis, type RedisConnection } from '../../server/redis/connection.ts';
import { portalSecrets } from './portal-secrets.ts';
import { freePort } from './free-port.ts';
import { startRedis, type RedisServer } from './redis-server.ts';
import { startSandbox, type Sandbox } from './sandbox.ts';

export { portalSecrets };

export interface TestPortal {
  readonly baseUrl: string;
  readonly sandbox: Sandbox;
  readonly redisServer: RedisServer;
  readonly redis: RedisConnection;
  /** Every line that was logged, as it was written. */
  readonly logLines: readonly string[];
  stop(): Promise<void>;
}

export interface PortalOptions {
  readonly env?: Readonly<Record<string, string>>;
  readonly sandbox?: Sandbox;
  readonly redisServer?: RedisServer;
  /** Where another one listened before: its place in a deployment. Default: a free one. */
  readonly port?: number;
}

/** The real portal in this process, with a real Redis and the sandbox; each on a port of its own. */
export async function startPortal(options: PortalOptions = {}): Promise<TestPortal> {
  const port = options.port ?? (await freePort());
  const baseUrl = `http://127.0.0.1:${port}`;
  const callback = `${baseUrl}/oauth/callback`;
  const sandbox =
    options.sandbox ?? (await startSandbox({ redirectUris: [callback], lifecycleMs: 300 }));
  await sandbox.registerRedirectUri(callback);
  const redisServer = options.redisServer ?? (await startRedis());
  const config = readConfig({
    NODE_ENV: 'test',
    PORT: String(port),
    BASE_URL: baseUrl,
    REDIS_URL: redisServer.url,
    ...portalSecrets,
    LINODE_CLIENT_ID: sandbox.clientId,
    LINODE_CLIENT_SECRET: sandbox.clientSecret,
    LINODE_LOGIN_URL: sandbox.loginUrl,
    LINODE_API_URL: sandbox.apiUrl,
    SCALEWAY_API_URL: sandbox.scalewayUrl,
    ALLOWED_EMAIL_DOMAINS: 'harbour.example',
    ADMIN_USERS: 'ada-admin',
    ...options.env,
  });
  const logLines: string[] = [];
  const logger = createLogger('info', toLines(logLines));
  const redis = await connectRedis(config.redis, logger);
  const portal = await createApp({ config, redis, logger });
  const server = createHttpServer(portal.app);
  await listen(server, port);
  portal.start();

  return {
    baseUrl,
    sandbox,
    redisServer,
    redis,
    logLines,
    async stop() {
      await portal.drain(server, { acceptMs: 0, answerMs: 0 });
      await portal.close();
      redis.disconnect();
      if (options.redisServer === undefined) await redisServer.stop();
      if (options.sandbox === undefined) await sandbox.stop();
    },
  };
}

function toLines(lines: string[]): Writable {
  return new Writable({
    write(chunk: Buffer, _encoding, done) {
      lines.push(...chunk.toString().split('\n').filter(Boolean));
      done();
    },
  });
}

async function listen(server: Server, port: number): Promise<void> {
  await new Promise<void>((resolve) => {
    server.listen(port, '127.0.0.1', resolve);
  });
}

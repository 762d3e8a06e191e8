import { readConfig, type Config } from '../../server/config.ts';
import { portalSecrets } from './portal-secrets.ts';

/** A portal's configuration, for modules that are called without one. */
export function configWith(env: Readonly<Record<string, string>>): Config {
  return readConfig({
    NODE_ENV: 'test',
    PORT: '3000',
    BASE_URL: 'http://127.0.0.1:3000',
    REDIS_URL: 'redis://127.0.0.1:1',
    ...portalSecrets,
    LINODE_CLIENT_ID: 'client',
    LINODE_CLIENT_SECRET: 'secret',
    ...env,
  });
}

import { startForeignLogin, type ForeignLogin } from '../support/foreign-login.ts';
import { json, serveStandIn, type Received } from '../support/stand-in-server.ts';

export interface PlainStandIns {
  readonly login: ForeignLogin;
  /** What a portal has to be told to use them. */
  readonly env: Readonly<Record<string, string>>;
  stop(): Promise<void>;
}

/**
 * Servers in Linode's place that ask nobody anything and have nothing: quick, and no relations of
 * the sandbox. Each token that asks who it belongs to is another person's.
 */
export async function startPlainStandIns(): Promise<PlainStandIns> {
  const login = await startForeignLogin();
  let people = 0;
  const api = await serveStandIn(({ path }: Received) => {
    if (path !== '/v4/profile') return json(200, { data: [], page: 1, pages: 1, results: 0 });
    people += 1;
    const username = `person-${people}`;
    return json(200, { username, uid: people, email: `${username}@harbour.example` });
  });
  return {
    login,
    env: {
      LINODE_LOGIN_URL: login.url,
      LINODE_CLIENT_ID: login.clientId,
      LINODE_CLIENT_SECRET: login.clientSecret,
      LINODE_API_URL: `${api.url}/v4`,
    },
    async stop() {
      await Promise.all([login.stop(), api.stop()]);
    },
  };
}

/** Their login server sends everybody straight back. */
export async function passWithoutPages(url: string): Promise<string> {
  const { headers } = await fetch(url, { redirect: 'manual' });
  return headers.get('location') ?? '';
}

import { readFileSync } from 'node:fs';
import type { Provider } from 'oidc-provider';
import type { Switches } from '../control/switches.ts';
import { htmlAnswer } from '../http/answer.ts';
import type { Answer, Host, Received } from '../http/answer.ts';
import { readForm } from '../http/receive.ts';
import { replay } from '../http/replay.ts';
import type { World } from '../world/world.ts';
import { errorPage } from './error-page.ts';
import { createInteraction } from './interaction.ts';
import { readAuthorize, readTokenRequest } from './login-request.ts';
import { page } from './page.ts';
import { speakRedirect, speakTokens } from './token-dialect.ts';
import type { TokenStore } from './token-store.ts';

type LoginOptions = {
  readonly provider: Provider;
  readonly store: TokenStore;
  readonly switches: Switches;
  readonly world: World;
};

type Callback = ReturnType<Provider['callback']>;

const stylesheet = readFileSync(new URL('sandbox.css', import.meta.url), 'utf8');

const pageHeaders = {
  'Cache-Control': 'no-store',
  // No form-action: Chromium would apply it to the redirect that carries the code to the client.
  'Content-Security-Policy':
    "default-src 'none'; style-src 'self'; base-uri 'none'; frame-ancestors 'none'",
  'Referrer-Policy': 'no-referrer',
  'X-Content-Type-Options': 'nosniff',
};

/** login.linode.com: authorize, token, revoke, logout and the pages between. */
export function createLoginHost(options: LoginOptions): Host {
  const { provider, store, switches } = options;
  const callback = provider.callback();
  const interaction = createInteraction(provider, options.world);
  return async (received) => {
    switch (routeOf(received)) {
      case 'GET /oauth/authorize':
        return dress(speakRedirect(await replay(callback, readAuthorize(received)), switches));
      case 'GET /oauth/authorize/:uid':
        return dress(speakRedirect(await replay(callback, received), switches));
      case 'POST /oauth/token':
        return speakTokens(
          await replay(callback, await readTokenRequest(received, store)),
          switches,
        );
      case 'POST /oauth/revoke':
        return revoke(received, options, callback);
      case 'GET /interaction/:uid':
        return dress(await replay((req, res) => interaction.show({ req, res }), received));
      case 'POST /interaction/:uid': {
        const form = await readForm(received);
        return dress(await replay((req, res) => interaction.submit({ req, res }, form), received));
      }
      case 'GET /logout':
        return dress(await logout(received, options));
      case 'GET /sandbox.css':
        return { status: 200, headers: { 'Content-Type': 'text/css' }, body: stylesheet };
      default:
        return dress(htmlAnswer(404, errorPage('There is no such page here.')));
    }
  };
}

function routeOf({ method, path }: Received): string {
  return `${method} ${path.replace(/^(\/(?:interaction|oauth\/authorize)\/)[^/]+$/, '$1:uid')}`;
}

async function revoke(received: Received, options: LoginOptions, callback: Callback) {
  const { store, switches } = options;
  const token = (await readForm(received)).get('token') ?? '';
  const payload = store.find('AccessToken', token) ?? store.find('RefreshToken', token);
  const answer = speakTokens(await replay(callback, received), switches);
  if (answer.status === 200 && switches.revokeEndsAll && payload?.accountId !== undefined) {
    store.revoke(payload.accountId);
  }
  return answer;
}

/** Ends the login server's own browser session; the tokens that clients hold live on. */
async function logout(received: Received, { provider, store }: LoginOptions): Promise<Answer> {
  const name = provider.cookieName('session');
  const cookie = new RegExp(`(?:^|; )${name}=([^;]+)`).exec(received.headers.cookie ?? '');
  if (cookie?.[1] !== undefined) await store.adapter('Session').destroy(cookie[1]);
  const answer = htmlAnswer(200, page('You are signed out of Linode', ''));
  const cleared = [name, `${name}.sig`].map((key) => `${key}=; Path=/; Max-Age=0; HttpOnly`);
  return { ...answer, headers: { ...answer.headers, 'Set-Cookie': cleared } };
}

function dress(answer: Answer): Answer {
  return { ...answer, headers: { ...answer.headers, ...pageHeaders } };
}

import type { IncomingMessage, ServerResponse } from 'node:http';
import { errors } from 'oidc-provider';
import type { Interaction, Provider } from 'oidc-provider';
import { addLogin } from '../world/login.ts';
import { findUser, listUsers } from '../world/user.ts';
import type { World } from '../world/world.ts';
import { consentPage } from './consent-page.ts';
import { errorPage } from './error-page.ts';
import { splitScopes } from './scopes.ts';
import { signInPage } from './sign-in-page.ts';

type Exchange = { readonly req: IncomingMessage; readonly res: ServerResponse };

/** The two pages between an authorization request and its answer. */
export function createInteraction(provider: Provider, world: World) {
  return {
    show: (exchange: Exchange) =>
      withDetails(provider, exchange, async (interaction) => {
        const html =
          interaction.prompt.name === 'login'
            ? signInPage({ action: actionOf(interaction), ...listUsers(world) })
            : await consentOf(provider, interaction);
        sendPage(exchange.res, 200, html);
      }),
    submit: (exchange: Exchange, form: URLSearchParams) =>
      withDetails(provider, exchange, (interaction) => {
        if (interaction.prompt.name === 'login') return signIn(exchange, interaction, form);
        return decide(exchange, interaction, form);
      }),
  };

  async function signIn(exchange: Exchange, interaction: Interaction, form: URLSearchParams) {
    const username = form.get('username') ?? '';
    const user = findUser(world, username);
    const isRight = user?.password === form.get('password');
    const status = isRight ? 'successful' : 'failed';
    if (user) addLogin(world, user, { at: Date.now(), ip: '127.0.0.1', status });
    if (user && isRight) {
      const result = { login: { accountId: user.username } };
      return provider.interactionFinished(exchange.req, exchange.res, result);
    }
    const error = 'Incorrect username or password';
    const html = signInPage({
      action: actionOf(interaction),
      username,
      error,
      ...listUsers(world),
    });
    sendPage(exchange.res, 401, html);
  }

  async function decide(exchange: Exchange, interaction: Interaction, form: URLSearchParams) {
    const result =
      form.get('decision') === 'Allow'
        ? { consent: { grantId: await newGrant(provider, interaction) } }
        : { error: 'access_denied', error_description: 'The user denied the request' };
    await provider.interactionFinished(exchange.req, exchange.res, result);
  }
}

async function withDetails(
  provider: Provider,
  { req, res }: Exchange,
  act: (interaction: Interaction) => Promise<void>,
): Promise<void> {
  try {
    await act(await provider.interactionDetails(req, res));
  } catch (error) {
    if (!(error instanceof errors.SessionNotFound)) throw error;
    sendPage(res, 400, errorPage('This sign-in has expired. Go back to the app and start again.'));
  }
}

async function newGrant(provider: Provider, { params, session }: Interaction): Promise<string> {
  const accountId = session?.accountId ?? '';
  const grant = new provider.Grant({ accountId, clientId: String(params['client_id']) });
  grant.addOIDCScope(String(params['scope']));
  return grant.save();
}

async function consentOf(provider: Provider, interaction: Interaction): Promise<string> {
  const { params, session } = interaction;
  const client = await provider.Client.find(String(params['client_id']));
  return consentPage({
    action: actionOf(interaction),
    client: client?.clientName ?? 'This app',
    username: session?.accountId ?? '',
    scopes: splitScopes(String(params['scope'])),
    returnsTo: new URL(String(params['redirect_uri'])).origin,
  });
}

function actionOf(interaction: Interaction): string {
  return `/interaction/${interaction.uid}`;
}

function sendPage(res: ServerResponse, status: number, html: string): void {
  res.statusCode = status;
  res.setHeader('Content-Type', 'text/html; charset=utf-8');
  res.end(html);
}

import { createHash, randomBytes } from 'node:crypto';
import { json, serveStandIn, type Received, type Reply } from './stand-in-server.ts';

/** How this server speaks; a test changes it while it runs. */
export interface LoginManner {
  /** `undefined` leaves it out. */
  expiresIn: number | string | null | undefined;
  scopes: 'commas' | 'null';
  /** Given in place of what was asked for; null: as asked. */
  granted: string | null;
  refreshToken: 'null' | 'rotating';
  /** What becomes of requests for tokens. */
  token: Trouble;
  /** Sent in place of a token, whatever it is. */
  answer: Reply | undefined;
  revoke: Trouble | 'refuses-unknown';
  /** Whether this server takes the portal's id and secret for good. */
  client: 'known' | 'unknown';
}

export type Trouble = 'none' | 'refused' | 'html' | '500' | 'hangs' | 'redirects';

export interface ForeignLogin {
  readonly url: string;
  readonly clientId: string;
  readonly clientSecret: string;
  readonly manner: LoginManner;
  readonly requests: readonly LoginRequest[];
  readonly isLive: (token: string) => boolean;
  liveTokens(): readonly string[];
  stop(): Promise<void>;
}

export interface LoginRequest {
  readonly path: string;
  readonly fields: Readonly<Record<string, string>>;
}

interface Code {
  readonly challenge: string;
  readonly scope: string;
}

const client = { clientId: 'a-foreign-client', clientSecret: 'a-foreign-secret-of-32-characters' };

export const plainManner: LoginManner = {
  expiresIn: 7200,
  scopes: 'commas',
  granted: null,
  refreshToken: 'null',
  token: 'none',
  answer: undefined,
  revoke: 'none',
  client: 'known',
};

/**
 * Another authorization server than the sandbox's, written from Linode's documents alone: everybody
 * is signed in already, scopes come with commas, nothing is refreshed, errors are Linode's own.
 */
export async function startForeignLogin(): Promise<ForeignLogin> {
  const manner = { ...plainManner };
  const requests: LoginRequest[] = [];
  const codes = new Map<string, Code>();
  /** Each live token, with the one that came along with it. */
  const live = new Map<string, string>();

  function authorize({ query }: Received): Reply {
    const code = randomBytes(10).toString('hex');
    const challenge = query.get('code_challenge') ?? '';
    codes.set(code, { challenge, scope: query.get('scope') ?? '' });
    const back = new URL(query.get('redirect_uri') ?? '');
    back.searchParams.set('state', query.get('state') ?? '');
    back.searchParams.set('code', code);
    return { status: 302, headers: { Location: back.href } };
  }

  function issue(scope: string): Reply {
    const [access, refresh] = [newToken(), newToken()];
    live.set(access, refresh).set(refresh, access);
    return json(200, {
      access_token: access,
      token_type: 'bearer',
      refresh_token: manner.refreshToken === 'null' ? null : refresh,
      ...(manner.scopes === 'null' ? { scope: null } : { scopes: scope.replaceAll(' ', ',') }),
      expires_in: manner.expiresIn,
    });
  }

  function exchange(fields: LoginRequest['fields']): Reply {
    const code = codes.get(fields['code'] ?? '');
    codes.delete(fields['code'] ?? '');
    if (code === undefined || !isProven(code, fields['code_verifier'] ?? ''))
      return refusal(400, 'Invalid code');
    return issue(manner.granted ?? code.scope);
  }

  function refresh(fields: LoginRequest['fields']): Reply {
    const token = fields['refresh_token'] ?? '';
    if (!live.delete(token)) return refusal(400, 'Invalid refresh token');
    return issue('linodes:read_only');
  }

  function grant({ text }: Received): Reply | null {
    const fields = noted('/oauth/token', text);
    if (!isClient(fields)) return refusal(401, 'Invalid client');
    if (manner.answer !== undefined) return manner.answer;
    if (manner.token !== 'none') return troubled(manner.token);
    return fields['grant_type'] === 'refresh_token' ? refresh(fields) : exchange(fields);
  }

  function revoke({ text }: Received): Reply | null {
    const fields = noted('/oauth/revoke', text);
    if (!isClient(fields)) return refusal(401, 'Invalid client');
    const token = fields['token'] ?? '';
    if (manner.revoke === 'refuses-unknown') {
      if (!live.has(token)) return refusal(400, 'Unknown token');
    } else if (manner.revoke !== 'none') return troubled(manner.revoke);
    live.delete(live.get(token) ?? '');
    live.delete(token);
    return { status: 204 };
  }

  /** Linode knows the client by its form fields, not by an Authorization header. */
  function isClient({ client_id: id, client_secret: secret }: LoginRequest['fields']): boolean {
    return manner.client === 'known' && id === client.clientId && secret === client.clientSecret;
  }

  function noted(path: string, text: string): LoginRequest['fields'] {
    const fields = Object.fromEntries(new URLSearchParams(text));
    requests.push({ path, fields });
    return fields;
  }

  const server = await serveStandIn((received) => {
    const route = `${received.method} ${received.path}`;
    if (route === 'GET /oauth/authorize') return authorize(received);
    if (route === 'POST /oauth/token') return grant(received);
    if (route === 'POST /oauth/revoke') return revoke(received);
    return { status: 404 };
  });

  return {
    ...server,
    ...client,
    manner,
    requests,
    isLive: (token) => live.has(token),
    liveTokens: () => [...live.keys()],
  };
}

function newToken(): string {
  return `TKN-${randomBytes(24).toString('hex')}`;
}

function isProven({ challenge }: Code, verifier: string): boolean {
  return createHash('sha256').update(verifier).digest('base64url') === challenge;
}

function refusal(status: number, reason: string): Reply {
  return json(status, { errors: [{ reason }] });
}

function troubled(trouble: Exclude<Trouble, 'none'>): Reply | null {
  const answers: Record<typeof trouble, Reply | null> = {
    refused: refusal(400, 'Invalid grant'),
    html: { status: 200, headers: { 'Content-Type': 'text/html' }, body: '<h1>Maintenance</h1>' },
    '500': refusal(500, 'Unexpected error'),
    hangs: null,
    redirects: { status: 302, headers: { Location: 'http://127.0.0.1:9/elsewhere' } },
  };
  return answers[trouble];
}

/** How a sandbox is to run; ports of 0 mean any free one. */
export type Settings = {
  readonly host: string;
  readonly loginPort: number;
  readonly apiPort: number;
  readonly scalewayPort: number;
  readonly controlPort: number;
  readonly loginUrl: string | undefined;
  readonly clientId: string;
  readonly clientSecret: string;
  readonly redirectUris: readonly string[];
  readonly lifecycleMs: number;
  /** Generated Linodes of Harbour Co beside those of the data file. */
  readonly moreLinodes: number;
};

type Environment = Readonly<Record<string, string | undefined>>;

/** Reads the SANDBOX_* variables. The client's id and secret have defaults: nothing here is secret. */
export function readSettings(env: Environment): Settings {
  const redirectUris = env['SANDBOX_REDIRECT_URI'] ?? 'http://localhost:3000/oauth/callback';
  return {
    host: env['SANDBOX_HOST'] ?? '127.0.0.1',
    loginPort: readNumber(env, 'SANDBOX_LOGIN_PORT', 0),
    apiPort: readNumber(env, 'SANDBOX_API_PORT', 0),
    scalewayPort: readNumber(env, 'SANDBOX_SCALEWAY_PORT', 0),
    controlPort: readNumber(env, 'SANDBOX_CONTROL_PORT', 0),
    loginUrl: env['SANDBOX_LOGIN_URL'],
    clientId: env['SANDBOX_CLIENT_ID'] ?? '5a9db0c5e1b2f4d6a871',
    clientSecret: env['SANDBOX_CLIENT_SECRET'] ?? 'decafbad'.repeat(8),
    redirectUris: redirectUris.split(',').map((uri) => uri.trim()),
    lifecycleMs: readNumber(env, 'SANDBOX_LIFECYCLE_MS', 4000),
    moreLinodes: readNumber(env, 'SANDBOX_MORE_LINODES', 97),
  };
}

function readNumber(env: Environment, name: string, fallback: number): number {
  const text = env[name];
  if (text === undefined || text === '') return fallback;
  if (!/^\d+$/.test(text)) throw new Error(`${name} must be a whole number, not "${text}"`);
  return Number(text);
}

/**
 * Every URL of the portal, written once. Routes, links, redirects and tests ask this map.
 *
 * A route is its Express pattern plus a typed builder: `paths.linode.to({ id: 7 })`.
 */

type Params<Pattern extends string> = Pattern extends `${string}:${infer Name}/${infer Rest}`
  ? Record<Name, string | number> & Params<`/${Rest}`>
  : Pattern extends `${string}:${infer Name}`
    ? Record<Name, string | number>
    : unknown;

export type Query = Readonly<Record<string, string | number | undefined>>;

export interface Route<Pattern extends string> {
  readonly pattern: Pattern;
  to(params: Params<Pattern>, query?: Query): string;
}

export const paths = {
  home: route('/'),
  aboutAccess: route('/about-access'),
  signIn: route('/sign-in'),
  callback: route('/oauth/callback'),
  signOut: route('/sign-out'),
  theme: route('/theme'),
  linodes: route('/linodes'),
  createLinode: route('/linodes/create'),
  checkLinode: route('/linodes/create/check'),
  linode: route('/linodes/:id'),
  linodeStatus: route('/linodes/:id/status'),
  linodeEvents: route('/linodes/:id/events'),
  linodeAction: route('/linodes/:id/:action'),
  browse: route('/browse'),
  browseList: route('/browse/:collection'),
  search: route('/search'),
  browseItem: route('/browse/:collection/:id'),
  browsePart: route('/browse/:collection/:id/:part'),
  requests: route('/requests'),
  request: route('/requests/:id'),
  requestStatus: route('/requests/:id/status'),
  requestEvents: route('/requests/:id/events'),
  audit: route('/audit'),
  auditTokens: route('/audit/tokens'),
  auditToken: route('/audit/tokens/:ref'),
  auditRevoke: route('/audit/revoke'),
  auditRevocation: route('/audit/revocations/:id'),
  auditUsers: route('/audit/users'),
  auditUser: route('/audit/users/:name'),
  auditBlock: route('/audit/users/:name/block'),
  auditUnblock: route('/audit/users/:name/unblock'),
  auditApps: route('/audit/apps'),
  auditClients: route('/audit/clients'),
  auditLogins: route('/audit/logins'),
  auditLookup: route('/audit/lookup'),
  auditLog: route('/audit/log'),
  auditPolicy: route('/audit/policy'),
  scaleway: route('/scaleway/servers'),
  scalewayConnect: route('/scaleway/connect'),
  scalewayDisconnect: route('/scaleway/disconnect'),
  me: route('/me'),
  endSession: route('/me/sessions/:id/end'),
  endOtherSessions: route('/me/sessions/end-others'),
  myTokens: route('/me/tokens'),
  createToken: route('/me/tokens/create'),
  checkToken: route('/me/tokens/create/check'),
  tokenCreated: route('/me/tokens/:id/created'),
  renameToken: route('/me/tokens/:id/rename'),
  revokeToken: route('/me/tokens/:id/revoke'),
  revokeApp: route('/me/apps/:id/revoke'),
  assets: route('/assets/:version/:file'),
  health: route('/healthz'),
  ready: route('/readyz'),
  metrics: route('/metrics'),
  cspReport: route('/csp-report'),
} as const;

function route<const Pattern extends string>(pattern: Pattern): Route<Pattern> {
  return {
    pattern,
    to(params, query = {}) {
      // The mapped type above guarantees that every :name has its value.
      const values = params as Record<string, string | number>;
      const path = pattern.replaceAll(/:(\w+)/g, (_, name: string) =>
        encodeURIComponent(String(values[name])),
      );
      return withQuery(path, query);
    },
  };
}

/** Appends the defined members of `query`; an empty or undefined value is left out. */
export function withQuery(path: string, query: Query): string {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    if (value !== undefined && value !== '') search.set(name, String(value));
  }
  return search.size > 0 ? `${path}?${search.toString()}` : path;
}

/**
 * A path of our own to go to after sign-in, or `/` when what was asked is anything else.
 * Only a path that the URL parser itself places on our origin passes (RFC 9700 section 4.11).
 */
export function safeReturnTo(value: unknown): string {
  if (typeof value !== 'string' || value.length > 2000 || !isOwnPath(value)) return '/';
  const url = new URL(value, ANY_ORIGIN);
  const isSignIn = isAt(paths.signIn, url.pathname) || isAt(paths.callback, url.pathname);
  return isSignIn ? '/' : url.pathname + url.search;
}

const ANY_ORIGIN = 'http://own.invalid';

/** Whether every browser that is sent to `target` from a page of ours stays on our origin. */
export function isOwnPath(target: string): boolean {
  // Browsers read a backslash as a slash and drop tabs and newlines before they parse.
  if (!/^\/(?!\/)[^\\\p{Cc}]*$/u.test(target) || !URL.canParse(target, ANY_ORIGIN)) return false;
  const url = new URL(target, ANY_ORIGIN);
  return url.origin === ANY_ORIGIN && !url.pathname.startsWith('//');
}

/** Whether the router takes `pathname` for this route: capitals and a slash at the end are the same to it. */
export function isAt({ pattern }: Route<string>, pathname: string): boolean {
  return pathname.toLowerCase().replace(/\/$/, '') === pattern;
}

import { levelOf, products, readScopes, type Product, type ScopeSet } from '../linode/scopes.ts';
import { isNever } from '../linode/tokens.ts';
import type { PolicyRules } from './policy.ts';

/** Everything that can be wrong with a token, by the name that filters and exports use. */
export const risks = {
  'never-expires': 'Never expires',
  'expires-soon': 'Expires soon',
  old: 'Old',
  'full-access': 'Full access',
  'account-write': 'Account write',
  'not-exercised': 'No change recorded',
  'no-two-factor': 'No two-factor',
  'owner-gone': 'Owner gone',
  'unknown-app': 'Unknown app',
  'unknown-scopes': 'Scopes unknown',
} as const;

export type Risk = keyof typeof risks;

/** What can be wrong with a portal session. */
export const sessionRisks = {
  'session-idle': 'Session idle',
  'session-new-address': 'Session from a new address',
} as const;

export type SessionRisk = keyof typeof sessionRisks;

export function isSessionRisk(value: unknown): value is SessionRisk {
  return typeof value === 'string' && Object.hasOwn(sessionRisks, value);
}

export function isRisk(value: unknown): value is Risk {
  return typeof value === 'string' && Object.hasOwn(risks, value);
}

/** What the rules look at. Times are epoch ms; null for what nobody reported. */
export interface Assessed {
  readonly kind: 'pat' | 'app' | 'event';
  readonly label: string;
  readonly scopes: string | null;
  readonly createdAt: number | null;
  /** It is this portal's own access. */
  readonly isOurs?: boolean;
  /** Empty string: none stated. */
  readonly expiresAt: string | null;
}

/** What is known of a token's owner beside the token. */
export interface OwnerFacts {
  /** Null where the account's users could not be listed. */
  readonly isOnAccount: boolean | null;
  readonly hasTwoFactor: boolean | null;
  /** Products this person changed something in within 90 days; null when events are not known. */
  readonly changed: ReadonlySet<Product> | null;
}

const DAY_MS = 24 * 3_600_000;

/** Each rule, one line: a name, and when it speaks. */
export function risksOf(
  { token, owner }: { token: Assessed; owner: OwnerFacts },
  policy: PolicyRules,
  now = Date.now(),
): Risk[] {
  const today = new Date(now);
  const scopes = token.scopes === null ? null : readScopes(token.scopes);
  const rules: Record<Risk, boolean> = {
    'never-expires': token.expiresAt !== null && isNever(token.expiresAt, today),
    // Each sign-in here is an app's access that ends by itself: no news.
    'expires-soon':
      token.isOurs !== true && isSoon(token.expiresAt, policy.tokens.expires_soon_days, today),
    old: token.createdAt !== null && now - token.createdAt > policy.tokens.old_after_days * DAY_MS,
    'full-access': scopes !== null && scopes.isFull,
    'account-write': scopes !== null && levelOf(scopes, 'account') === 'read_write',
    'not-exercised': scopes !== null && unexercised(scopes, owner).length > 0,
    'no-two-factor': policy.two_factor.required && owner.hasTwoFactor === false,
    'owner-gone': owner.isOnAccount === false,
    'unknown-app': token.kind === 'app' && !isKnownApp(token, policy),
    'unknown-scopes': scopes === null || scopes.unknown.length > 0,
  };
  return (Object.keys(rules) as Risk[]).filter((name) => rules[name]);
}

function isKnownApp({ label, isOurs }: Assessed, policy: PolicyRules): boolean {
  return isOurs === true || policy.known_apps.includes(label.toLowerCase());
}

/** Products that could be changed and were not, as far as the recorded events tell. */
export function unexercised(scopes: ScopeSet, { changed }: OwnerFacts): readonly Product[] {
  if (changed === null) return [];
  return products.filter(
    (product) => levelOf(scopes, product) === 'read_write' && !changed.has(product),
  );
}

function isSoon(expiresAt: string | null, days: number, today: Date): boolean {
  if (expiresAt === null || isNever(expiresAt, today)) return false;
  const leftMs = Date.parse(expiresAt) - today.getTime();
  return leftMs > 0 && leftMs <= days * DAY_MS;
}

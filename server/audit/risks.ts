import { levelOf, products, readScopes, type Product, type ScopeSet } from '../linode/scopes.ts';
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
  /** Infinity: never. */
  readonly endsAt: number | null;
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

export interface Subject {
  readonly token: Assessed;
  readonly owner: OwnerFacts;
  /** It is this portal's own access. */
  readonly isOurs: boolean;
}

/** Each rule, one line: a name, and when it speaks. */
export function risksOf(
  { token, owner, isOurs }: Subject,
  policy: PolicyRules,
  now = Date.now(),
): Risk[] {
  const scopes = token.scopes === null ? null : readScopes(token.scopes);
  const rules: Record<Risk, boolean> = {
    'never-expires': token.endsAt === Infinity,
    // Each sign-in here is an app's access that ends by itself: no news.
    'expires-soon': !isOurs && isWithin(token.endsAt, now, policy.tokens.expires_soon_days),
    old: token.createdAt !== null && now - token.createdAt > policy.tokens.old_after_days * DAY_MS,
    'full-access': scopes !== null && scopes.isFull,
    'account-write': scopes !== null && levelOf(scopes, 'account') === 'read_write',
    'not-exercised': scopes !== null && unexercised(scopes, owner).length > 0,
    'no-two-factor': policy.two_factor.required && owner.hasTwoFactor === false,
    'owner-gone': owner.isOnAccount === false,
    'unknown-app': token.kind === 'app' && !isOurs && !isKnownApp(token, policy),
    'unknown-scopes': scopes === null || scopes.unknown.length > 0,
  };
  return (Object.keys(rules) as Risk[]).filter((name) => rules[name]);
}

function isKnownApp({ label }: Assessed, policy: PolicyRules): boolean {
  return policy.known_apps.includes(label.toLowerCase());
}

/** Products that could be changed and were not, as far as the recorded events tell. */
export function unexercised(
  scopes: ScopeSet,
  { changed }: Pick<OwnerFacts, 'changed'>,
): readonly Product[] {
  if (changed === null) return [];
  return products.filter(
    (product) => levelOf(scopes, product) === 'read_write' && !changed.has(product),
  );
}

function isWithin(endsAt: number | null, now: number, days: number): boolean {
  return endsAt !== null && endsAt > now && endsAt <= now + days * DAY_MS;
}

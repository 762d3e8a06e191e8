import type { AppRow } from '../../views/components/app-table.ts';
import type { EndedRow, TokenRow } from '../../views/components/token-table.ts';
import type { GoneToken, Snapshot } from '../audit/snapshot.ts';
import type { Wish } from '../audit/wishes.ts';
import type { AuthorizedApp } from '../linode/apps.ts';
import type { PersonalAccessToken } from '../linode/tokens.ts';
import type { Visitor } from '../session/visitor.ts';
import { toExpiry } from './expiry-words.ts';
import type { PageDeps } from './page-deps.ts';
import { toScopeView } from './scope-view.ts';

/** What turns one's tokens and apps into rows: the house's idea of soon, and what admins asked for. */
export interface RowContext {
  readonly soonDays: number;
  readonly wishes: readonly Wish[];
  readonly baseUrl: string;
}

export async function rowContextOf(deps: PageDeps, visitor: Visitor): Promise<RowContext> {
  const { expires_soon_days: soonDays } = deps.policy.inForce().rules.tokens;
  const wishes = await deps.wishes.of(visitor.username);
  return { soonDays, wishes, baseUrl: deps.config.baseUrl };
}

/** The newest first. */
export function toTokenRows(
  tokens: readonly PersonalAccessToken[],
  { soonDays, wishes }: RowContext,
): readonly TokenRow[] {
  return tokens
    .toSorted((a, b) => b.created.localeCompare(a.created))
    .map(({ id, label, token, scopes, created, expiry }) => ({
      id,
      label,
      prefix: token,
      scopes: toScopeView(scopes),
      createdAt: created,
      expiry: toExpiry(expiry, soonDays),
      wish: wishFor(wishes, 'pat', id),
    }));
}

export function toAppRows(
  apps: readonly AuthorizedApp[],
  { wishes, baseUrl }: RowContext,
): readonly AppRow[] {
  return apps
    .toSorted((a, b) => b.created.localeCompare(a.created))
    .map((app) => ({
      id: app.id,
      label: app.label,
      website: app.website,
      scopes: toScopeView(app.scopes),
      createdAt: app.created,
      // An app's access is renewed by the app: that it ends is no cause for alarm.
      expiry: toExpiry(app.expiry, 0),
      isOwn: isOwnApp(app, baseUrl),
      wish: wishFor(wishes, 'app', app.id),
    }));
}

/** Linode names an app's website, not its client: ours is where people reach this portal. */
export function isOwnApp({ website }: AuthorizedApp, baseUrl: string): boolean {
  return URL.canParse(website) && new URL(website).origin === new URL(baseUrl).origin;
}

/** Tokens that Linode lists no more, the newest end first. */
export function toEndedRows(snapshot: Snapshot | null): readonly EndedRow[] {
  const gone = (snapshot?.gone ?? []).filter(({ kind }) => kind === 'pat');
  return gone.map((token) => ({
    label: token.label,
    prefix: token.prefix,
    scopes: toScopeView(token.scopes),
    how: endings[token.how],
    endedAt: token.how === 'expired' ? token.expiresAt : token.goneAt,
  }));
}

const endings: Readonly<Record<GoneToken['how'], string>> = {
  revoked: 'Revoked',
  expired: 'Expired',
  gone: 'Gone: revoked elsewhere',
};

function wishFor(wishes: readonly Wish[], kind: Wish['kind'], id: number): string | undefined {
  const wish = wishes.find((one) => one.kind === kind && one.id === String(id));
  return wish && `${wish.by} asks you to revoke it: ${wish.reason}`;
}

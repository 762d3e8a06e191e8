import { toTimestamp } from './clock.ts';

/** A third-party app that a user authorised before the start. */
export type App = {
  readonly id: number;
  readonly account: string;
  readonly username: string;
  readonly label: string;
  readonly website: string;
  readonly scopes: string;
  readonly created: number;
  readonly expiry: string | null;
};

/** An authorised app as GET /profile/apps shows it. */
export function toAppAnswer({ account: _account, username: _username, created, ...app }: App) {
  return { ...app, created: toTimestamp(created), thumbnail_url: null };
}

import { readData } from '../data/read-data.ts';
import { dayMs, toTimestamp } from './clock.ts';
import { isActive, noteToken, seededSecret } from './personal-token.ts';
import type { PersonalToken } from './personal-token.ts';
import { findUser } from './user.ts';
import type { World } from './world.ts';

/** An end as the data files write it: days from the start, a moment, or null for none. */
export type Expires = number | string | null;

type TokenSeed = {
  readonly username: string;
  readonly label: string;
  readonly scopes: string;
  readonly daysOld: number;
  readonly expires?: Expires;
  /** Of a token that exists no more; null when its owner left instead, which makes no event. */
  readonly deletedDaysAgo?: number | null;
  /** Of an owner who left. */
  readonly account?: string;
};

type AppSeed = {
  readonly username: string;
  readonly label: string;
  readonly website: string;
  readonly scopes: string;
  readonly daysOld: number;
  readonly expires: Expires;
};

type DeviceSeed = {
  readonly username: string;
  readonly userAgent: string;
  readonly ip: string;
  readonly daysOld: number;
  readonly lastDaysAgo: number;
};

/** Fills a world with what its users hold: tokens, apps and trusted devices. */
export function seedCredentials(world: World, now: number): void {
  // The oldest first, so that ids grow with time.
  const seeds = readData<readonly TokenSeed[]>('tokens.json');
  for (const seed of seeds.toSorted((a, b) => b.daysOld - a.daysOld)) plantToken(world, seed, now);
  for (const [index, seed] of readData<readonly AppSeed[]>('apps.json').entries()) {
    const { daysOld, expires, ...app } = seed;
    world.apps.push({
      ...app,
      id: 3_310_400 + index * 7,
      account: accountOf(world, app.username),
      created: now - daysOld * dayMs,
      expiry: toExpiry(expires, now),
    });
  }
  for (const [index, seed] of readData<readonly DeviceSeed[]>('devices.json').entries()) {
    const { daysOld, lastDaysAgo, ...device } = seed;
    const created = now - daysOld * dayMs;
    const lastUsed = now - lastDaysAgo * dayMs;
    world.devices.push({ ...device, id: 7_200_100 + index * 3, created, lastUsed });
  }
}

/** Adds a token that was there before the start, with the events of its life that are recent. */
export function plantToken(world: World, seed: TokenSeed, now: number): void {
  const { username, label, scopes, daysOld, deletedDaysAgo, expires = null } = seed;
  const token: PersonalToken = {
    username,
    label,
    scopes,
    id: world.nextTokenId,
    account: seed.account ?? accountOf(world, username),
    created: now - daysOld * dayMs,
    expiry: toExpiry(expires, now),
    secret: seededSecret(username, label),
  };
  world.nextTokenId += 1;
  if (daysOld < 90) noteToken(world, token, { action: 'token_create', at: token.created });
  if (deletedDaysAgo === undefined) world.personalTokens.push(token);
  else if (deletedDaysAgo !== null) {
    noteToken(world, token, { action: 'token_delete', at: now - deletedDaysAgo * dayMs });
  }
}

/** The moment that an end of the data files stands for, as the API writes it. */
export function toExpiry(expires: Expires, now: number): string | null {
  return typeof expires === 'number' ? toTimestamp(now + expires * dayMs) : expires;
}

/** The third-party apps of a user that still have access. */
export function appsOf(world: World, username: string, now: number) {
  return world.apps.filter((app) => app.username === username && isActive(app, now));
}

function accountOf(world: World, username: string): string {
  return findUser(world, username)?.account ?? '';
}

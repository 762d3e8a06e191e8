import { readFileSync } from 'node:fs';
import type { Browser } from 'playwright-core';
import type { PortalProcess } from '../support/portal-process.ts';
import type { RedisServer } from '../support/redis-server.ts';
import type { ControlClient, LogEntry } from '../support/sandbox-control.ts';
import type { Landing } from './crowd.ts';
import type { PassLogin } from './sign-in.ts';
import type { Transcript } from './transcript.ts';
import type { Place, Visitor } from './visitor.ts';

/** C, C2 and CA of the requirements: two people and an administrator; and one of another account. */
export type Who = 'member' | 'other' | 'admin';

export interface SignInOptions {
  readonly place?: Place;
  /** What begins it, `/sign-in` when not given. */
  readonly start?: string;
}

/** A request that a stand-in received. */
export type LoggedRequest = Pick<LogEntry, 'method' | 'path' | 'headers' | 'body' | 'at'>;

export interface StartedPortal extends Place {
  readonly process: PortalProcess;
}

/** What a check may ask for beyond requests to the portal. Not every target has all of it. */
export interface Abilities {
  /** Somebody signed in, whose session the check leaves as it is. */
  readonly member: () => Promise<Visitor>;
  readonly other: () => Promise<Visitor>;
  readonly admin: () => Promise<Visitor>;
  /** Somebody whose Linode account is another one. */
  readonly outsider: () => Promise<Visitor>;
  /** Signs somebody in anew: a session to do with as one likes. */
  readonly signIn: (who: Who, options?: SignInOptions) => Promise<Visitor>;
  /** The login server's pages, passed as this person; they may refuse. */
  readonly passLogin: (who: Who, decision?: 'Allow' | 'Deny') => PassLogin;
  readonly username: (who: Who) => string;
  /** What login.linode.com's stand-in received so far. */
  readonly loginLog: () => Promise<readonly LoggedRequest[]>;
  /** The same of api.linode.com's. */
  readonly apiLog: () => Promise<readonly LoggedRequest[]>;
  /** Where that API is; ends in /v4. */
  readonly apiUrl: string;
  /** The stand-ins' own switches and faults. */
  readonly standIns: ControlClient;
  /** How many replicas there are: two or more. */
  readonly replicas: number;
  readonly portalLog: () => readonly string[];
  /** The key that the portal signs its cookies with. */
  readonly sessionSecret: string;
  readonly store: RedisServer;
  /** Another portal on the same store and the same stand-ins, until the check is over. */
  readonly startPortal: (env: Readonly<Record<string, string>>) => Promise<StartedPortal>;
  /** A portal with a base URL of https. */
  readonly securePlace: () => Promise<Place>;
  /** More sign-ins than a portal's limits let through from one address. */
  readonly crowd: () => Promise<readonly Landing[]>;
  readonly browser: () => Promise<Browser>;
}

export type Ability = keyof Abilities;

interface Ground {
  readonly place: Place;
  readonly transcript: Transcript;
  /** A browser that has never been here. */
  readonly stranger: (place?: Place) => Visitor;
  /** Says in the table what a check did not look at, and why. */
  readonly note: (text: string) => void;
}

/** The portal under test, with the abilities that a check asked for, and perhaps others. */
export type Target<Needed extends Ability = never> = Ground &
  Pick<Abilities, Needed> &
  Partial<Abilities>;

export interface Check {
  readonly needs: readonly Ability[];
  /** Takes longer than most: begun first. */
  readonly isLong: boolean;
  /** About everything that was answered before: run last. */
  readonly isLast: boolean;
  /** @throws {Breach} */
  readonly run: (target: Target) => Promise<void>;
}

export type Checks = Readonly<Record<string, Check>>;

interface CheckOptions<Needed extends Ability> {
  readonly needs: readonly Needed[];
  readonly isLong?: boolean;
  readonly isLast?: boolean;
}

/** A check, and what it cannot be made without. */
export function check<Needed extends Ability = never>(
  { needs, isLong = false, isLast = false }: CheckOptions<Needed>,
  run: (target: Target<Needed>) => Promise<void>,
): Check {
  // Whoever runs it has seen to its needs (run.ts).
  return { needs, isLong, isLast, run: run as Check['run'] };
}

/** One line of the checklist. */
export interface Requirement {
  readonly id: string;
  readonly requirement: string;
  readonly source: string;
  /** How it is tested from outside. */
  readonly shownBy: string;
}

/** The checklist, in its order. */
export const requirements = JSON.parse(
  readFileSync(new URL('requirements.json', import.meta.url), 'utf8'),
) as readonly Requirement[]; // a file of ours

import type { Request, Response } from 'express';
import { addressOf } from './request-context.ts';
import type { NoteActivity } from '../session/activity.ts';
import type { createFindLiveSession } from '../session/live-session.ts';
import { hashSid } from '../session/store.ts';
import type { Seen, Use } from '../session/seen.ts';
import type { Visitor, VisitorOf } from '../session/visitor.ts';

export interface FindVisitorDeps {
  readonly findLiveSession: ReturnType<typeof createFindLiveSession>;
  readonly visitorOf: VisitorOf;
  readonly noteActivity: NoteActivity;
  readonly seen: Pick<Seen, 'note'>;
  /** Brings a live session's cookie up to date with the secrets. */
  readonly resignCookie: (req: Request, res: Response) => void;
  /** Called after a page of theirs has been answered. */
  readonly afterNavigation: (visitor: Visitor) => void;
}

/**
 * `acting`: a person did something. `reloading`: a page loads itself again, which is a use like any other,
 * but keeps nobody signed in. `watching`: a page looks by itself, which is none.
 */
export type Presence = 'acting' | 'reloading' | 'watching';

export type FindVisitor = ReturnType<typeof createFindVisitor>;

/** Who sends this request; null for nobody who is signed in. */
export function createFindVisitor(deps: FindVisitorDeps) {
  const { findLiveSession, visitorOf, noteActivity, seen, resignCookie, afterNavigation } = deps;

  return async (req: Request, res: Response, presence: Presence): Promise<Visitor | null> => {
    const live = await findLiveSession(req.session?.content, hashSid(req.sessionID ?? ''));
    if (live === null) return null;
    const { content, held } = live;
    const visitor = visitorOf(content, held);
    res.locals['visitor'] = visitor;
    const { vaultId, username, startedAt, absoluteEnd } = content;
    if (presence === 'watching') return visitor;
    if (presence === 'acting')
      noteActivity({ vaultId, username, startedAt, absoluteEnd, sidHash: held.sidHash });
    seen.note(content, useOf(req));
    if (req.method !== 'GET') return visitor;
    resignCookie(req, res);
    res.once('finish', () => afterNavigation(visitor));
    return visitor;
  };
}

/** What this request is in the record of last uses: by its route's pattern, never by its address. */
export function useOf(req: Request): Use {
  // Express leaves the route untyped; a guard always runs inside one.
  const route = req.route as { path?: unknown } | undefined;
  const pattern = typeof route?.path === 'string' ? route.path : '';
  const agent = req.get('User-Agent') ?? '';
  const lastAction = `${req.method} ${pattern}`;
  return { lastUsedAt: Date.now(), lastAction, address: addressOf(req), agent };
}

/** The visitor that a guard found for this answer; the frame around a page shows who it is. */
export function visitorIn(res: Response): Visitor | null {
  // Set by the function above alone.
  return (res.locals['visitor'] as Visitor | undefined) ?? null;
}

/** After its session ended in the middle of a request. */
export function forgetVisitor(res: Response): void {
  delete res.locals['visitor'];
}

import { LRUCache } from 'lru-cache';
import type { Config } from '../config.ts';
import type { Logger } from '../logger.ts';
import type { IndexedSession, SessionRegistry } from './registry.ts';

export type NoteActivity = (session: IndexedSession & { readonly startedAt: number }) => void;

/**
 * Moves a session's idle end when its person does something: at most once in a tenth of the idle
 * time (and once a minute), so that most requests write nothing.
 */
export function createNoteActivity(
  registry: SessionRegistry,
  limits: Config['sessions'],
  logger: Logger,
): NoteActivity {
  const stepMs = Math.min(60_000, limits.idleMs / 10);
  const recent = new LRUCache<string, true>({ max: 50_000, ttl: Math.max(1, Math.floor(stepMs)) });

  return (session) => {
    const isNew = Date.now() - session.startedAt < stepMs;
    if (isNew || recent.has(session.vaultId)) return;
    recent.set(session.vaultId, true);
    registry.extend(session).catch((error: unknown) => {
      recent.delete(session.vaultId);
      logger.warn({ err: error }, 'session: idle end not moved');
    });
  };
}
